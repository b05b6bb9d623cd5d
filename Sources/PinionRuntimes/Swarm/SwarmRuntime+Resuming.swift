import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax

/// Continues an update that Swarm paused.
extension SwarmRuntime {
    private static let mostAttempts = 6

    /// Sends the same spec until Swarm continues; any other spec would restart good tasks.
    ///
    /// While a paused update is ending, Swarm silently drops an update to the same spec.
    func resume(
        _ change: ImageChange, from first: JSONNode, _ secret: Secret?,
        permit: WritePermit
    ) async throws(RuntimeError) {
        guard let wanted = change.images.first?.image else { return }
        var answer = first
        for attempt in 1...Self.mostAttempts {
            guard let service = SwarmService(answer) else { return }
            do throws(RuntimeError) {
                try await permit()
            } catch {
                // An update that was sent is watched all the same.
                if attempt > 1 { return }
                throw error
            }
            try await send(
                Array(answer["Spec"]?.source ?? []), to: service, wanted, secret, change.observed)
            guard let dropped = await dropped(change.observed, wanted) else { return }
            answer = dropped
        }
    }

    /// Returns the service if it shows no update after a while; `nil` if it does or cannot be read.
    private func dropped(_ observed: ServiceObservation, _ wanted: PinnedImage) async -> JSONNode? {
        var last: JSONNode?
        for wait in [Duration.milliseconds(200), .milliseconds(800), .seconds(2)] {
            do {
                try await client.clock.sleep(for: wait)
                let answer = try await current(observed)
                guard let now = SwarmService(answer), now.update == nil, now.declares(wanted),
                    try await isBehind(now)
                else { return nil }
                last = answer
            } catch {
                return nil  // the watch of the change looks again
            }
        }
        return last
    }

    /// Whether a wanted task does not have the image that the service declares.
    private func isBehind(_ service: SwarmService) async throws(RuntimeError) -> Bool {
        try await runningTasks(of: [service]).list.contains { $0.image != service.image }
    }
}
