import PinionModel

/// The progress of a service's change.
extension ContainerComparison {
    /// Returns what can be done about a digest whose apply failed.
    private func wayOn(_ declared: Declared) -> String {
        guard declared == .onPin, !service.isPaused else {
            return "it is not tried again until the pin changes, or with --retry"
        }
        if case .progressing(let detail) = service.rollout {
            return "the runtime goes on with it: \(detail)"
        }
        return "the runtime declares it already: restart it there, or change the pin"
    }

    func rolloutFindings(_ declared: Declared) -> [Finding] {
        if let interruption = service.interruption, interruption.isDown {
            return [finding(.rolloutFailed, RichText(interruption.clause))]
        }
        if barredDigest(declared) == pin.digest, declared != .onPin || service.rollout != .settled {
            return [
                finding(.rolloutFailed, "the apply of \(pin.digest) failed; \(wayOn(declared))")
            ]
        }
        // The rest of a killed run was never verified, so it is not in step yet.
        let unfinished = service.unfinished.map {
            finding(.rolloutProgressing, "a change of it was interrupted: \($0)")
        }
        switch service.rollout {
        case .settled: return [unfinished].compactMap(\.self)
        case .progressing(let detail): return [finding(.rolloutProgressing, RichText(detail))]
        case .rolledBack where declared == .onPin: return [unfinished].compactMap(\.self)
        case .failed(let reason), .rolledBack(let reason):
            let end: RichText =
                declared == .onPin && service.isPaused
                ? "; `pinion reconcile --retry` with its name goes on with it" : ""
            return [finding(.rolloutFailed, "the rollout failed: \(reason)\(end)")]
        }
    }
}
