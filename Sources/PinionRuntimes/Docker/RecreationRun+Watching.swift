import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax

extension RecreationRun {
    /// Waits until the new container has proved itself or failed.
    ///
    /// The probation starts with its own start: a slow former container must not fail a good image.
    func watch(_ id: String, hasLostEngine: Bool) async throws(RuntimeError) -> Recreation.Verdict {
        let began = clock.now
        let limit = max(deadline, began + runtime.probation * 2)
        while true {
            guard let container = try await runtime.inspect(id) else {
                return .obstructed("somebody removed the new container before it was proven")
            }
            switch container.verdict(after: clock.now - began, probation: runtime.probation) {
            case .good: return .good
            case .bad(let reason):
                return try await verdict(on: container, reason, hasLostEngine: hasLostEngine)
            case .open, .started, .failedAndUnwanted, .unchangeable, .obstructed: break
            }
            guard clock.now < limit else {
                return .bad("it did not prove itself in time" + (await keepOutput(of: container)))
            }
            try await rest(min(.milliseconds(500), max(runtime.probation, .milliseconds(20))))
        }
    }

    /// Decides whether the image is at fault: not if the container was stopped or the engine lost.
    private func verdict(
        on container: DockerContainer, _ reason: String, hasLostEngine: Bool
    ) async throws(RuntimeError) -> Recreation.Verdict {
        guard !container.isUp else { return .bad(reason + (await keepOutput(of: container))) }
        let requests = try await runtime.stopRequests()?.requests
        // The next look finds out who stopped it, and leaves it stopped.
        if requests?.stopped(container) == true { return .started }
        if hasLostEngine, requests?.showEnd(of: container) != true {
            return .obstructed("\(reason), while the engine was restarted")
        }
        return .bad(reason + (await keepOutput(of: container)))
    }

    /// Returns the error for a completed way back.
    func failure(_ verdict: Recreation.Verdict, _ words: String) -> RuntimeError {
        switch verdict {
        case .unchangeable: .unchangeable(service: service, reason: words)
        case .obstructed: .obstructed(service: service, reason: words)
        case .open, .started, .good, .bad, .failedAndUnwanted:
            .failed(service: service, reason: words)
        }
    }
}

/// Containers that others stop are left stopped.
extension RecreationRun {
    /// Whether a container ended because another program stopped it.
    func isStoppedByOthers(_ container: DockerContainer) async throws(RuntimeError) -> Bool {
        guard !container.isUp, container.hasStarted else { return false }
        return try await runtime.stopRequests()?.requests.stopped(container) ?? false
    }

    /// Before a container is set aside or stopped, ends the work if another program has requested a
    /// stop; returns whether to look again first.
    ///
    /// If the engine has forgotten such requests, it waits as long as a stop takes: a container
    /// that still runs then is not being stopped.
    func yieldToStop(_ situation: Situation, _ memory: inout Memory) async throws(RuntimeError)
        -> Bool
    {
        guard !memory.hasStopped, let container = situation.toStop else { return false }
        let found = try await runtime.stopRequests()
        let since = container.leftover?.stage.since ?? 0
        if let found,
            found.requests.count(of: container, before: since > 0 ? since : found.now + 1) > 0
        {
            let words =
                "somebody has asked the engine to stop \(name), and it still runs; what somebody "
                + "stops stays stopped: to have it changed, let it come to rest and start it again"
            if case .setAside = situation.step {
                throw .unchangeable(service: service, reason: words)
            }
            memory.verdict = .unchangeable(words)
            return true
        }
        guard !memory.hasAwaitedOthers else { return false }
        memory.hasAwaitedOthers = true
        let whole = container.stopTimeout.components.seconds + 2
        let start = container.started?.nanosecondsSinceEpoch ?? 0
        let gap = found.map { found in
            found.requests.gap(since: max((found.now - whole) * 1_000_000_000, start))
        }
        guard let gap, gap > 0 else { return false }
        try await rest(min(.seconds(min(gap, whole)), max(deadline - clock.now, .zero)))
        return true
    }

    /// Whether another program requested a stop while Pinion did: Pinion alone requests it once.
    func hasRival(_ container: DockerContainer?) async -> Bool {
        guard let container, container.leftover?.stage.since == nil else { return false }
        do throws(RuntimeError) {
            guard let found = try await runtime.stopRequests() else { return false }
            return found.requests.count(of: container, before: found.now + 1, but: "9") > 1
        } catch {
            // The container has ended; who else requested that does not matter for the service.
            return false
        }
    }
}

extension RecreationRun.Situation {
    /// The container about to be set aside or stopped, if it runs and is not Pinion's own.
    fileprivate var toStop: DockerContainer? {
        switch step {
        case .setAside(let id): container(id)
        // If the new one runs already, the former one is only removed.
        case .markAndStop(let id, _): current?.part.isUp == true ? nil : container(id)
        case .create, .name, .connect, .disconnect, .stop, .start, .watch, .remove, .bringBack,
            .finish, .giveUp, .refuse:
            nil
        }
    }
}
