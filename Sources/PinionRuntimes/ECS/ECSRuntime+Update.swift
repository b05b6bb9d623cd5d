import PinionAWS
import PinionModel
import PinionProcess
import PinionSyntax

extension ECSRuntime {
    /// The most times that a throttled update is sent.
    private static let mostSends = 8
    private static let longestPause = Duration.seconds(20)

    /// Updates a service to a revision.
    ///
    /// The HTTP client does not repeat this request: each attempt reads the service and the permit.
    func update(
        _ change: ImageChange, to arn: String,
        permit: WritePermit
    ) async throws(RuntimeError) {
        var sends = 0
        while true {
            try await recheck(change.observed)
            try await permit()
            do throws(AWSError) {
                try await send(change.observed.name, arn)
                return
            } catch {
                sends += 1
                if case .throttled = error, sends < Self.mostSends {
                    try await rest(after: sends, change.observed.name)
                } else if error.leavesEndOpen, await runs(arn, change.observed) {
                    return
                } else {
                    throw explained(error, change.observed.name, arn)
                }
            }
        }
    }

    private func send(_ service: String, _ arn: String) async throws(AWSError) {
        var request = AWSRequest.json(
            .ecs, "UpdateService",
            [
                "cluster": .string(cluster.name), "service": .string(service),
                "taskDefinition": .string(arn),
            ], isIdempotent: false)
        request.isSentOnce = true
        _ = try await cluster.client.json(request)
    }

    /// Whether ECS has accepted an update whose answer was lost.
    private func runs(_ arn: String, _ observed: ServiceObservation) async -> Bool {
        do throws(RuntimeError) {
            let now = try await cluster.services([observed.name]).first
            return now?.objectID == observed.objectID && now?.primary?.taskDefinition == arn
        } catch {
            // The first error says more.
            return false
        }
    }

    private func explained(_ error: AWSError, _ service: String, _ arn: String) -> RuntimeError {
        switch error.code {
        case "ServiceNotFoundException", "ServiceNotActiveException": gone(service)
        default:
            cluster.explained(
                error, "update the service \(service) to \(ECSName.shortDefinition(arn))")
        }
    }

    private func rest(after sends: Int, _ service: String) async throws(RuntimeError) {
        do {
            try await cluster.client.clock.sleep(
                for: min(Self.longestPause, .seconds(1) * (1 << (sends - 1))))
        } catch {
            throw .refused(
                operation: "update the service \(service)", reason: "it was cancelled",
                remedy: "run the command again")
        }
    }
}

extension AWSError {
    /// Whether the service may have performed the request.
    fileprivate var leavesEndOpen: Bool {
        switch self {
        case .unreachable, .malformed, .cancelled: true
        case .refused(let refusal): refusal.isTransient
        case .settings, .noCredentials, .credentials, .throttled: false
        }
    }
}
