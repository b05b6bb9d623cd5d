import PinionModel
import PinionReports

/// The pull request of a gate on its forge, as far as it can be asked.
struct GateForge {
    /// The forge; nil where it cannot be spoken to.
    private let forge: (any Forge)?
    /// The pull request as the forge has it now; nil where there is none, or the forge does not tell.
    let request: PullRequest?
    /// Why the forge cannot be spoken to; nil where it can.
    let failure: (any Error)?
    private let number: Int?
    private let options: Check
    private let isOfQueue: Bool

    /// Finds the forge, and asks for the pull request.
    init(
        _ options: Check, _ variables: PullRequestVariables,
        forge find: () async throws -> any Forge
    ) async {
        self.options = options
        number = options.pullRequest ?? variables.number
        isOfQueue = variables.isOfQueue
        do {
            let forge = try await find()
            self.forge = forge
            var request: PullRequest?
            // A token that may set statuses need not be one that may read pull requests: then the CI's word counts.
            if let number { request = try? await forge.pullRequest(number: number) }
            self.request = request
            failure = nil
        } catch {
            forge = nil
            request = nil
            failure = error
        }
    }

    /// What is to be told of a change; nil where the forge cannot be spoken to.
    func notice(of change: GateChange, base: String) -> ReviewNotice? {
        guard let forge else { return nil }
        return ReviewNotice(
            forge: forge, commit: options.status ? change.commit : nil, base: base,
            number: number, branch: request?.branch,
            comments: options.comment && change.isNewest && !isOfQueue)
    }

    /// Keeps the comment up to date, where one was asked for.
    func comment(_ text: String) async throws {
        guard options.comment, let forge, let number else { return }
        try await ReviewNotice.comment(text, on: number, forge)
    }
}
