import PinionFiles
import PinionForges
import PinionGit
import PinionHTTP
import PinionModel
import PinionReports
import PinionReview
import PinionSyntax
import PinionWiring

/// Judges a change against the tracked branch as its remote has it now, and tells the forge.
///
/// The branch is the one that `pinion.yaml` of the remote's default branch tells, whatever the change and its CI say: a
/// verdict on another base is worth nothing for it.
struct GateRun {
    let options: Check
    let variables: PullRequestVariables
    let surroundings: Surroundings
    let progress: Progress

    /// How often the branch may move while a change is judged.
    private static let mostTips = 3

    func run() async throws -> ReviewVerdict {
        var tips = 0
        while true {
            tips += 1
            do { return try await run(isLast: tips == Self.mostTips) } catch is BaseMoved {
                continue
            }
        }
    }

    private func run(isLast: Bool) async throws -> ReviewVerdict {
        let opened: Opened
        do { opened = try await open() } catch {
            await tellUnopened(error)
            throw error
        }
        do {
            let verdict = try await judge(opened, await forge(of: opened), isLast: isLast)
            await opened.registries.close()
            return verdict
        } catch {
            await opened.registries.close()
            throw error
        }
    }

    /// What is open before the change is looked at.
    private struct Opened {
        let tracked: TrackedBranch
        let branch: String
        let checkout: any Source & History & Merging
        let registries: Registries
    }

    private func open() async throws -> Opened {
        let zones = ZoneInfo(environment: surroundings.environment)
        let tracked = try await TrackedBranch.read(
            options.common.choice, surroundings, zones.reader,
            remote: variables.targetAddress)
        let checkout = try CheckSession.checkout(of: tracked.place)
        try await tracked.place.lendObjects()
        return Opened(
            tracked: tracked,
            branch: try await tracked.place.trackedBranch(tracked.settings.branch),
            checkout: checkout,
            registries: try Registries(
                tracked.settings, root: tracked.place.workingCopy, surroundings))
    }

    // MARK: Judging

    private func judge(
        _ opened: Opened, _ gate: GateForge?, isLast: Bool
    ) async throws -> ReviewVerdict {
        let target = gate?.request?.target ?? options.target ?? variables.target
        if let target, target != opened.branch {
            return try await refuse(target, opened, gate)
        }
        let (commit, head) = await subject(opened, gate)
        var failure = gate?.failure
        var notice = gate?.notice(of: commit, isNewest: isNewest(commit, gate))
        // A report is there whatever the forge says.
        do { try await notice?.retract { try await self.isOurs($0, opened) } } catch {
            failure = failure ?? error
        }
        let review: Review
        do {
            review = try await self.review(try head.get(), opened, isLast: isLast)
        } catch let error as BaseMoved {
            throw error
        } catch {
            await notice?.tell(failure: Complaint(error).description)
            throw error
        }
        do {
            try await notice?.tell(review, against: "\(opened.branch) at \(review.base.short)")
        } catch { failure = failure ?? error }
        // Another run may have told a newer verdict meanwhile, which this one must not stand over.
        if notice != nil, !isLast, try await tip(opened) != review.base { throw BaseMoved() }
        progress.clear()
        options.output.show(.review(review), surroundings)
        if let failure { throw failure }
        return review.verdict
    }

    /// The commit that gets the statuses, and the one that is judged: the same, or why there is none.
    ///
    /// A head that is not in the clone has an error all the same, if it was named by its id.
    private func subject(
        _ opened: Opened, _ gate: GateForge?
    ) async -> (commit: CommitID?, head: Result<CommitID, any Error>) {
        let given = options.commit.flatMap { CommitID(parsing: $0) }
        do {
            let found = try await change(opened, gate)
            if let given, given != found {
                let reason = Complaint(
                    "--commit names \(given.short), and \(found.short) is judged: a status belongs to the commit that was; "
                        + "leave --commit out, or give it to --head")
                return (nil, .failure(reason))
            }
            return (found, .success(found))
        } catch {
            return (
                given ?? CommitID(parsing: options.head) ?? gate?.request?.head, .failure(error)
            )
        }
    }

    /// Judges a change against the tracked branch; what was judged against a tip that has moved meanwhile is not told, since
    /// it could come after a newer verdict.
    private func review(_ head: CommitID, _ opened: Opened, isLast: Bool) async throws -> Review {
        let tip = opened.tracked.tip
        try await checkBase(opened, tip.id)
        let session = try await CheckSession(
            opened.tracked.place, opened.checkout, base: tip, head: head.description,
            opened.tracked.settings, opened.registries, options.common.choice, surroundings)
        let review = try await session.review(
            named: options.names.map { Set($0) }, isOffline: options.offline, progress)
        guard options.status || options.comment else { return review }
        if try await self.tip(opened) == tip.id { return review }
        guard isLast else { throw BaseMoved() }
        throw Complaint("\(opened.branch) moves while the change is judged; run the gate again")
    }

    /// Where the tracked branch is now.
    private func tip(_ opened: Opened) async throws -> CommitID {
        try await opened.tracked.place.source(branch: opened.tracked.settings.branch).tip().id
    }

    /// A base that was given must be the branch's own: what else it is says nothing of what merging brings.
    private func checkBase(_ opened: Opened, _ tip: CommitID) async throws {
        guard let text = options.base else { return }
        let base = try await opened.checkout.revision(text).id
        if base == tip { return }
        guard try await opened.checkout.isAncestor(base, of: tip) else {
            throw Complaint(
                "the base \(base.short) is not on \(opened.branch), the tracked branch, which is at \(tip.short), so that a "
                    + "verdict against it says nothing of a merge there; leave `--base` out")
        }
        Terminal.complain(
            "note: \(opened.branch) has moved on from \(base.short) to \(tip.short), against which the change is judged\n"
        )
    }

    /// The commit that is judged, and whose statuses speak of it: the head, or where that is a merge that the CI made of
    /// the change, the change itself.
    private func change(_ opened: Opened, _ gate: GateForge?) async throws -> CommitID {
        let head = try await opened.checkout.commit(
            try await opened.checkout.revision(options.head).id)
        // A head that was named is meant; only what happens to be checked out may be the CI's.
        guard options.head == "HEAD" else { return head.revision.id }
        // Only by the forge's or the CI's word is a parent the change: whoever pushes can make merges too.
        let known = [gate?.request?.head, variables.source, variables.mergedParent(of: head)]
            .compactMap(\.self)
        return known.first { $0 == head.revision.id || head.parents.contains($0) }
            ?? head.revision.id
    }

    /// Whether the pull request has no newer commit, as far as the forge tells.
    private func isNewest(_ commit: CommitID?, _ gate: GateForge?) -> Bool {
        guard let newest = gate?.request?.head else { return true }
        return newest == (variables.source ?? commit)
    }

    /// Whether a status `pinion/NAME` is of an environment that the tracked branch has, and not somebody else's.
    private func isOurs(_ name: String, _ opened: Opened) async throws -> Bool {
        guard PinionModel::Environment.Name(parsing: name) != nil else { return false }
        let folder = "\(opened.tracked.settings.environmentsFolder)/\(name)"
        let head = try await opened.checkout.revision(options.head).id
        for commit in [opened.tracked.tip.id, head]
        where try await !opened.checkout.files(of: commit, at: [folder]).isEmpty {
            return true
        }
        return false
    }

    /// A change into another branch is not judged: its rules and endpoints would be those of a branch that nobody guards.
    private func refuse(
        _ target: String, _ opened: Opened, _ gate: GateForge?
    ) async throws -> ReviewVerdict {
        let reason =
            "it goes into \(ShownText(target)), and the tracked branch is \(opened.branch): nothing is judged, and no status "
            + "is set; retarget it to \(opened.branch) to have it judged, or let the gate run for changes into that alone"
        progress.clear()
        Terminal.complain("error: the change is not judged: \(reason)\n")
        try await gate?.comment(CheckMarkdown.text(of: reason))
        return .refused
    }

    // MARK: The forge

    private func forge(of opened: Opened) async -> GateForge? {
        guard options.comment || options.status else { return nil }
        return await GateForge(
            options, variables,
            forge: {
                try await Self.forge(
                    opened.tracked.settings, opened.tracked.place, opened.registries.http,
                    surroundings)
            })
    }

    /// The forge of the base's settings.
    private static func forge(
        _ settings: ProjectSettings, _ place: GitPlace, _ http: HTTPClient,
        _ surroundings: Surroundings
    ) async throws -> any Forge {
        if settings.forge?.kind == ForgeKind.none {
            throw Complaint(
                "neither a comment nor a status can be written: pinion.yaml says `forge: { kind: none }`; write "
                    + "the forge's kind there")
        }
        guard let forge = try await place.forge(settings.forge, http, surroundings) else {
            throw Complaint(
                "the repository is on this host and pinion.yaml names no forge; write `forge` into it"
            )
        }
        return forge
    }

    /// Says on the forge that nothing could be opened, where the remote's address tells which forge it is.
    private func tellUnopened(_ error: any Error) async {
        guard options.comment || options.status else { return }
        let http = HTTPClient(clock: surroundings.clock)
        do {
            let place = try await GitPlace.open(
                .around(folder: surroundings.folder), remote: variables.targetAddress,
                settings: try surroundings.gitSettings(cache: options.common.cache))
            let gate = await GateForge(options, variables) {
                guard let forge = try await place.forge(nil, http, surroundings) else {
                    throw Complaint(
                        "the repository is on this host, and its settings cannot be read")
                }
                return forge
            }
            let commit =
                options.commit.flatMap { CommitID(parsing: $0) } ?? CommitID(parsing: options.head)
                ?? gate.request?.head
            if let failure = gate.failure { ReviewNotice.warn(failure) }
            var notice = gate.notice(of: commit, isNewest: isNewest(commit, gate))
            // Whose the others are nobody can tell here; the two that merging requires are ours.
            do { try await notice?.retract { _ in false } } catch { ReviewNotice.warn(error) }
            await notice?.tell(failure: Complaint(error).description)
        } catch {
            ReviewNotice.warn(error)
        }
        await http.shutdown()
    }
}

/// The tracked branch is not where it was when the change was judged.
private struct BaseMoved: Error {}
