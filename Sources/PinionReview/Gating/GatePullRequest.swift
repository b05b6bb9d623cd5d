import PinionModel

/// The pull request of a gate on its forge, as far as it can be asked.
struct GatePullRequest {
    /// The forge; nil where it cannot be spoken to.
    private let forge: (any Forge)?
    /// The pull request as the forge has it now; nil where there is none, or the forge does not tell.
    let request: PullRequest?
    /// Why the forge cannot be spoken to; nil where it can.
    let failure: (any Error)?
    private let number: Int?
    private let asked: GateRequest
    private let events: GateEvents
    private let isOfQueue: Bool

    /// Finds the forge, and asks for the pull request.
    init(
        _ asked: GateRequest, _ variables: PullRequestVariables, _ events: GateEvents,
        forge find: () async throws -> any Forge
    ) async {
        (self.asked, self.events) = (asked, events)
        number = asked.pullRequest ?? variables.number
        isOfQueue = variables.isOfQueue
        do { forge = try await find() } catch {
            (forge, request, failure) = (nil, nil, error)
            return
        }
        do {
            request = try await Self.request(number, on: forge, events)
            failure = nil
        } catch {
            // Statuses may work all the same: no success of before is left standing.
            (request, failure) = (nil, error)
        }
    }

    /// The pull request; nil where the token may not read it: one that may set statuses need not be one that may.
    private static func request(
        _ number: Int?, on forge: (any Forge)?, _ events: GateEvents
    ) async throws(ForgeError) -> PullRequest? {
        guard let number, let forge else { return nil }
        do throws(ForgeError) { return try await forge.pullRequest(number: number) } catch {
            switch error {
            case .forbidden, .notFound, .refused:
                events.note(
                    "\(error)\n  until then only the job tells which branch the change is to be "
                        + "merged into")
                return nil
            default: throw error
            }
        }
    }

    /// What is to be told of a commit; nil where the forge cannot be spoken to.
    func notice(of commit: CommitID?, isNewest: Bool) -> ReviewNotice? {
        guard let forge else { return nil }
        return ReviewNotice(
            forge: forge, commit: asked.setsStatuses ? commit : nil, number: number, of: request,
            comments: asked.comments && isNewest && !isOfQueue, events: events)
    }

    /// Keeps the comment up to date, where one was asked for.
    func comment(_ text: String) async throws {
        guard asked.comments, let forge, let number else { return }
        try await ReviewNotice.comment(text, on: number, forge)
    }
}
