import PinionModel
import PinionSyntax

/// The report of a review to the forge, as a comment and statuses.
struct ReviewNotice: Sendable {
    let forge: any Forge
    /// The commit that is judged and gets statuses; `nil` for none.
    let commit: CommitID?
    /// The pull request; `nil` if it is unknown.
    let number: Int?
    /// The branch with the change; `nil` if it is unknown.
    let branch: String?
    /// Whether a comment is kept.
    let comments: Bool
    /// The pull request's newest commit when the forge was asked; `nil` if it did not say.
    let newest: CommitID?
    let events: GateEvents
    /// Pinion's contexts that had a status before this run.
    private var former: Set<String> = []

    init(
        forge: any Forge, commit: CommitID?, number: Int?, of request: PullRequest?,
        comments: Bool, events: GateEvents
    ) {
        (self.forge, self.commit, self.number) = (forge, commit, number)
        (branch, newest) = (request?.branch, request?.head)
        (self.comments, self.events) = (comments, events)
    }

    /// The marker that distinguishes Pinion's comment from others; forges do not show it.
    static let marker = "<!-- pinion check -->"

    /// The contexts that always have a status.
    private static let required = ["pinion", "pinion/rules"]

    /// Withdraws former successes, so that a run that is interrupted leaves no stale one.
    ///
    /// `isOurs` tells whether `pinion/NAME` is Pinion's status, not that of someone with that name.
    mutating func retract(isOurs: (String) async throws -> Bool) async throws {
        guard let commit else { return }
        let statuses = try await forge.statuses(of: commit, under: "pinion")
        for (context, isSuccess) in statuses.sorted(by: { $0.key < $1.key }) {
            let name = String(context.dropFirst("pinion/".count))
            if !Self.required.contains(context), try await !isOurs(name) { continue }
            former.insert(context)
            guard isSuccess else { continue }
            try await set(
                CommitStatus(context: context, state: .pending, sentence: "is judged anew"),
                of: commit)
        }
    }

    /// Writes the comment and the statuses, each even if the other fails; throws the first failure.
    ///
    /// The status of an environment that the change no longer touches is set again too.
    func tell(_ review: Review, against base: String) async throws {
        var failure: (any Error)?
        if comments { do { try await comment(review) } catch { failure = error } }
        var statuses = review.statuses(against: base)
        let whole = statuses.first
        statuses += stale(beside: statuses).map { context in
            CommitStatus(
                context: context, state: whole?.state ?? .error,
                sentence: review.verdict == .passes
                    ? "\(base): nothing of it is touched" : whole?.sentence ?? "")
        }
        do { try await set(statuses) } catch { failure = failure ?? error }
        if let failure { throw failure }
    }

    /// Reports that the change could not be judged; a refusal by the forge is a warning.
    func tell(failure: String) async {
        let contexts = Self.required + stale(beside: []).filter { !Self.required.contains($0) }
        let statuses = contexts.map {
            CommitStatus(context: $0, state: .error, sentence: "could not be judged: \(failure)")
        }
        do { try await set(statuses) } catch { events.warn(error) }
        guard comments, let number else { return }
        let text = events.text(.notJudged("it could not be judged: \(failure)"))
        do { try await Self.comment(text, on: number, forge) } catch { events.warn(error) }
    }

    /// Returns Pinion's contexts that had a status before and are not among these statuses.
    private func stale(beside statuses: [CommitStatus]) -> [String] {
        let set = Set(statuses.map { $0.context.lowercased() })
        return former.filter { !set.contains($0.lowercased()) }.sorted()
    }

    /// Keeps the comment up to date, unless the pull request has a newer commit by now.
    private func comment(_ review: Review) async throws {
        guard let number else {
            throw Complaint(
                "the comment was not written, since it is not known which pull request this is; "
                    + "give --pull-request NUMBER")
        }
        if let newest, try await forge.pullRequest(number: number).head != newest { return }
        let room = forge.limits.comment - Self.marker.utf16.count - 1
        try await Self.comment(events.text(.review(review, limit: room)), on: number, forge)
    }

    /// Keeps a comment up to date.
    static func comment(_ text: String, on number: Int, _ forge: any Forge) async throws(ForgeError)
    { _ = try await forge.comment(on: number, marker: marker, body: marker + "\n" + text) }

    /// Sets every status, the one of the whole change last; throws the first failure.
    private func set(_ statuses: [CommitStatus]) async throws(ForgeError) {
        guard let commit else { return }
        var failure: ForgeError?
        for status in statuses.reversed() {
            do throws(ForgeError) { try await set(status, of: commit) } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }

    private func set(_ status: CommitStatus, of commit: CommitID) async throws(ForgeError) {
        var status = CommitStatus(
            context: status.context, state: status.state,
            sentence: ShownText(status.sentence, longest: 1_000).description,
            address: status.address)
        status.pullRequest = number
        status.branch = branch
        try await forge.setStatus(status, of: commit)
    }
}
