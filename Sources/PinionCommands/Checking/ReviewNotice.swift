import PinionModel
import PinionReports

/// Puts a review where reviewers see it.
struct ReviewNotice: Sendable {
    let forge: any Forge
    /// The commit that gets statuses; nil for none.
    let commit: CommitID?
    /// What it is judged against: `main at 1a2b3c4`.
    let base: String
    /// The pull request; nil where it is not known.
    let number: Int?
    /// The branch with the change; nil where it is not known.
    let branch: String?
    /// Whether a comment is kept.
    let comments: Bool
    /// The contexts that said success before, and were taken back.
    private var retracted: Set<String> = []

    init(
        forge: any Forge, commit: CommitID?, base: String, number: Int?, branch: String?,
        comments: Bool
    ) {
        self.forge = forge
        self.commit = commit
        self.base = base
        self.number = number
        self.branch = branch
        self.comments = comments
    }

    /// What tells Pinion's comment from all others; it is not shown.
    static let marker = "<!-- pinion check -->"

    /// The statuses that are always there.
    private static let required = ["pinion", "pinion/rules"]

    /// Takes back what says success from before: a run that ends in the middle leaves no stale one.
    mutating func retract() async throws(ForgeError) {
        guard let commit else { return }
        retracted = try await forge.successes(of: commit, under: "pinion")
        for context in retracted.sorted() {
            try await set(
                CommitStatus(
                    context: context, state: .pending, sentence: "is judged anew, against \(base)"),
                of: commit)
        }
    }

    /// Writes the comment and the statuses, each also where the other fails; the first failure is the result.
    func tell(_ review: Review) async throws {
        var failure: (any Error)?
        if comments {
            do { try await comment(review) } catch { failure = error }
        }
        let statuses = review.statuses(against: base)
        let others = stale(beside: statuses).map { context in
            CommitStatus(
                context: context, state: statuses.first?.state ?? .error,
                sentence: review.verdict == .passes
                    ? "\(base): nothing of it is touched" : statuses.first?.sentence ?? "")
        }
        do { try await set(statuses + others) } catch { failure = failure ?? error }
        if let failure { throw failure }
    }

    /// Says that the change could not be judged, as far as the forge takes it.
    func tell(failure: String) async {
        let required = Self.required.map {
            CommitStatus(context: $0, state: .error, sentence: "")
        }
        let statuses = (Self.required + stale(beside: required)).map {
            CommitStatus(
                context: $0, state: .error,
                sentence: "could not be judged against \(base): \(failure)")
        }
        do {
            try await set(statuses)
            guard comments, let number else { return }
            let text = CheckMarkdown.text(of: "it could not be judged: \(failure)")
            try await Self.comment(text, on: number, forge)
        } catch {
            Terminal.complain("warning: the forge was not told: \(error)\n")
        }
    }

    /// The contexts that were taken back and that some statuses do not set anew.
    private func stale(beside statuses: [CommitStatus]) -> [String] {
        let set = Set(statuses.map { $0.context.lowercased() })
        return retracted.filter { !set.contains($0.lowercased()) }.sorted()
    }

    /// Keeps the one comment up to date.
    private func comment(_ review: Review) async throws {
        guard let number else {
            throw Complaint(
                "the comment was not written, since it is not known which pull request this is; give "
                    + "--pull-request NUMBER")
        }
        let room = forge.limits.comment - Self.marker.utf16.count - 1
        try await Self.comment(CheckMarkdown.text(of: review, limit: room), on: number, forge)
    }

    /// Keeps a comment up to date.
    static func comment(
        _ text: String, on number: Int, _ forge: any Forge
    ) async throws(ForgeError) {
        _ = try await forge.comment(on: number, marker: marker, body: marker + "\n" + text)
    }

    /// Sets every status, the whole's last; the first failure is the result.
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
        var status = status
        status.pullRequest = number
        status.branch = branch
        try await forge.setStatus(status, of: commit)
    }
}
