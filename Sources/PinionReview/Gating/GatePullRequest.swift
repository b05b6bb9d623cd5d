import PinionModel

/// The pull request of a gate on its forge, as far as the forge answers.
struct GatePullRequest {
    /// The forge; `nil` if it cannot be reached.
    private let forge: (any Forge)?
    /// The pull request as the forge has it; `nil` if there is none, or it cannot be read.
    let request: PullRequest?
    /// Why the forge, or its pull request, cannot be reached; `nil` if both can.
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
            // Statuses may work all the same: no earlier success is left.
            (request, failure) = (nil, error)
        }
    }

    /// Reads the pull request; `nil` if the token may set statuses but not read pull requests.
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

    /// Returns the notice of a verdict on a commit; `nil` if the forge cannot be reached.
    func notice(of commit: CommitID?, isNewest: Bool) -> ReviewNotice? {
        guard let forge else { return nil }
        return ReviewNotice(
            forge: forge, commit: asked.setsStatuses ? commit : nil, number: number, of: request,
            comments: asked.comments && isNewest && !isOfQueue, events: events)
    }

    /// Keeps the comment up to date, if one was asked for.
    func comment(_ text: String) async throws {
        guard asked.comments, let forge, let number else { return }
        try await ReviewNotice.comment(text, on: number, forge)
    }
}
