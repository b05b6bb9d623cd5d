import PinionFiles
import PinionForges
import PinionGit
import PinionHTTP
import PinionModel
import PinionReports
import PinionSyntax

/// Judges a change against the tracked branch as its remote has it now, and tells the forge.
///
/// The branch is the one that `pinion.yaml` of the remote's default branch tells, whatever the change and its CI say: a
/// verdict on another base is worth nothing for it.
struct GateRun {
    let options: Check
    let variables: PullRequestVariables
    let surroundings: Surroundings
    let progress: Progress

    func run() async throws -> ReviewVerdict {
        let opened: Opened
        do { opened = try await open() } catch {
            await tellUnopened(error)
            throw error
        }
        do {
            let verdict = try await judge(opened, await forge(of: opened))
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
            options.common, surroundings, ProjectReader { zones.knows($0) },
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

    private func judge(_ opened: Opened, _ gate: GateForge?) async throws -> ReviewVerdict {
        let tip = opened.tracked.tip
        let target = gate?.request?.target ?? options.target ?? variables.target
        if let target, target != opened.branch {
            return try await refuse(target, opened, gate)
        }
        try await checkBase(opened)
        let change = try await commits(opened, gate)
        var notice = gate?.notice(of: change, base: "\(opened.branch) at \(tip.id.short)")
        var failure = gate?.failure
        // A report is there whatever the forge says.
        do { try await notice?.retract() } catch { failure = failure ?? error }
        let review: Review
        do {
            let session = try await CheckSession(
                opened.tracked.place, opened.checkout, base: tip, head: options.head,
                opened.tracked.settings, opened.registries, options.common, surroundings)
            review = try await session.review(
                named: options.names.map { Set($0) }, isOffline: options.offline, progress)
        } catch {
            await notice?.tell(failure: Complaint(error).description)
            throw error
        }
        progress.clear()
        options.show(review, surroundings)
        do { try await notice?.tell(review) } catch { failure = failure ?? error }
        if let failure { throw failure }
        return review.verdict
    }

    /// A base that was given must be the branch's own: what else it is says nothing of what merging brings.
    private func checkBase(_ opened: Opened) async throws {
        guard let text = options.base else { return }
        let tip = opened.tracked.tip.id
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

    /// The commits that the statuses and the comment speak of.
    private func commits(_ opened: Opened, _ gate: GateForge?) async throws -> GateChange {
        let head = try await opened.checkout.commit(
            try await opened.checkout.revision(options.head).id)
        var own = variables.head(of: head)
        var isNewest = true
        if let newest = gate?.request?.head {
            isNewest = try await opened.checkout.isAncestor(newest, of: head.revision.id)
            if isNewest { own = newest }
        }
        let given = options.commit.flatMap { CommitID(parsing: $0) }
        return GateChange(commit: given ?? variables.statusCommit ?? own, isNewest: isNewest)
    }

    /// A change into another branch is not judged: its rules and endpoints would be those of a branch that nobody guards.
    private func refuse(
        _ target: String, _ opened: Opened, _ gate: GateForge?
    ) async throws -> ReviewVerdict {
        let reason =
            "it goes into \(ShownText(target)), and the tracked branch is \(opened.branch): nothing is judged, and no status "
            + "is set; let the gate run for changes into \(opened.branch) alone"
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
        let http = HTTPClient()
        do {
            let place = try await GitPlace.open(
                .around(folder: surroundings.folder), remote: variables.targetAddress,
                settings: try surroundings.gitSettings(cache: options.common.cache))
            let checkout = try CheckSession.checkout(of: place)
            let head = try await checkout.commit(try await checkout.revision(options.head).id)
            let gate = await GateForge(options, variables) {
                guard let forge = try await place.forge(nil, http, surroundings) else {
                    throw Complaint("")
                }
                return forge
            }
            let own = gate.request?.head ?? variables.head(of: head)
            let change = GateChange(
                commit: options.commit.flatMap { CommitID(parsing: $0) } ?? variables.statusCommit
                    ?? own,
                isNewest: true)
            await gate.notice(of: change, base: "the tracked branch")?
                .tell(failure: Complaint(error).description)
        } catch {
            // The first error is what the command ends with.
        }
        await http.shutdown()
    }
}

/// The commit that statuses go to, and whether the pull request has no newer one.
struct GateChange {
    let commit: CommitID
    let isNewest: Bool
}
