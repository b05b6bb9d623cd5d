import PinionModel
import PinionReports

/// Puts a review where reviewers see it.
struct ReviewNotice: Sendable {
    let forge: any Forge

    /// What tells Pinion's comment from all others; it is not shown.
    static let marker = "<!-- pinion check -->"

    /// Keeps the one comment up to date.
    func comment(_ review: Review, on number: Int) async throws(ForgeError) {
        let room = forge.limits.body - Self.marker.utf16.count - 1
        let body = Self.marker + "\n" + CheckMarkdown.text(of: review, limit: room)
        _ = try await forge.comment(on: number, marker: Self.marker, body: body)
    }

    /// Sets every status, also where one of them fails; the first failure is the result.
    func setStatuses(_ review: Review, of commit: CommitID) async throws(ForgeError) {
        var failure: ForgeError?
        for status in review.statuses {
            do throws(ForgeError) { try await forge.setStatus(status, of: commit) } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
    }
}
