import PinionModel

/// The starting and stopping of instances.
extension SandboxService {
    /// Starts new instances in a range of slots, in place of those there.
    mutating func replace(
        from first: Int, to end: Int, with digests: [Digest], serial: inout Int, at now: Timestamp
    ) {
        guard first < end else { return }
        var fresh: [SandboxInstance] = []
        for slot in first..<end {
            serial += 1
            fresh.append(
                SandboxInstance(id: "\(name).\(slot + 1).\(serial)", started: now, digests: digests)
            )
        }
        instances = Array(instances.prefix(first)) + fresh + instances.dropFirst(end)
    }

    /// Begins a rollout to new digests; without steps it also ends here.
    mutating func roll(
        to targets: [Digest], from former: [ImageReference], steps: Int, serial: inout Int,
        at now: Timestamp
    ) {
        let progress = SandboxProgress(
            steps: steps, targets: targets, former: former, fault: takeFault(for: targets))
        guard steps == 0, progress.fault != .stuck else {
            rollout = .progressing(progress)
            return
        }
        finish(progress, serial: &serial, at: now)
    }

    /// The current rollout, if it will take another step.
    var moving: SandboxProgress? {
        guard case .progressing(let progress) = rollout, progress.fault != .stuck else {
            return nil
        }
        return progress
    }

    /// Takes one step of a rollout, and ends it after the last.
    mutating func advance(_ progress: SandboxProgress, serial: inout Int, at now: Timestamp) {
        let done = progress.replaced(of: desired)
        var next = progress
        next.taken += 1
        guard next.taken < next.steps else {
            finish(progress, serial: &serial, at: now)
            return
        }
        replace(
            from: done, to: next.replaced(of: desired), with: progress.targets, serial: &serial,
            at: now)
        rollout = .progressing(next)
    }

    private mutating func finish(_ progress: SandboxProgress, serial: inout Int, at now: Timestamp)
    {
        switch progress.fault {
        case .none:
            replace(
                from: progress.replaced(of: desired), to: desired, with: progress.targets,
                serial: &serial, at: now)
            instances = Array(instances.prefix(desired))
            rollout = .settled
        case .pauses:
            rollout = .failed("a new instance did not become ready, and the rollout is paused")
        case .rollsBack:
            for (index, reference) in progress.former.enumerated() {
                containers[index].declared = reference
            }
            version += 1
            changedBy = Attribution(who: "sandbox", at: now)
            rollout = .rolledBack(
                "a new instance did not become ready, and the rollout was rolled back")
        case .crashLoops:
            instances = Array(instances.dropFirst())
            rollout = .failed("a new instance exits right after each of its starts")
        case .stuck: rollout = .progressing(progress)
        }
    }

    /// Starts all instances or one again, as declared; those that cannot start are removed.
    mutating func restart(
        _ only: String?, serial: inout Int, on occasion: SandboxOccasion
    ) throws(SandboxObstruction) {
        let digests = try startable(on: occasion)
        let slots = instances.indices.filter { only == nil || instances[$0].id == only }
        guard let digests else {
            let stopped = Set(slots)
            instances = instances.indices.filter { !stopped.contains($0) }.map { instances[$0] }
            return
        }
        for slot in slots {
            replace(from: slot, to: slot + 1, with: digests, serial: &serial, at: occasion.at)
        }
        guard only == nil else { return }
        try fill(serial: &serial, on: occasion)
        switch rollout {
        case .failed, .rolledBack: rollout = .settled
        case .settled, .progressing: break
        }
    }

    /// Starts missing instances and stops surplus ones.
    mutating func fill(serial: inout Int, on occasion: SandboxOccasion) throws(SandboxObstruction) {
        instances = Array(instances.prefix(desired))
        guard instances.count < desired, let digests = try startable(on: occasion) else { return }
        replace(from: instances.count, to: desired, with: digests, serial: &serial, at: occasion.at)
    }

    /// Returns the digests that an instance starts with; if none can, `nil` and a failed rollout.
    private mutating func startable(
        on occasion: SandboxOccasion
    ) throws(SandboxObstruction) -> [Digest]? {
        if case .progressing(let progress) = rollout { return progress.targets }
        var digests: [Digest] = []
        for container in containers {
            guard let digest = try occasion.resolve(container.declared) else {
                rollout = .failed("\(container.declared.familiar) cannot be pulled any more")
                return nil
            }
            digests.append(digest)
        }
        guard !isBad(digests) else {
            rollout = .failed("a new instance exits right after each of its starts")
            return nil
        }
        return digests
    }

    private func isBad(_ digests: [Digest]) -> Bool {
        failures.contains {
            guard case .rollout(_, let digest?) = $0 else { return false }
            return digests.contains(digest)
        }
    }

    /// Returns how a rollout to these digests fails; removes a failure that names no digest.
    private mutating func takeFault(for targets: [Digest]) -> RolloutFault? {
        for (index, failure) in failures.enumerated() {
            guard case .rollout(let fault, let digest) = failure else { continue }
            guard let digest else {
                failures.remove(at: index)
                return fault
            }
            if targets.contains(digest) { return fault }
        }
        return nil
    }

    /// Returns the index of a container, which must exist.
    func index(of container: String, to operation: String) throws(SandboxObstruction) -> Int {
        if let index = index(of: container) { return index }
        throw .refusal(
            "\(operation) \(name)", "it has no container \(container)",
            "it has \(containers.map(\.name).joined(separator: ", "))")
    }
}
