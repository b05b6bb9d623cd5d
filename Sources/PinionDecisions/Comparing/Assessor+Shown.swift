import PinionModel

extension [String] {
    /// The first few texts, and the number of the others.
    var listed: String {
        let most = 3
        let rest = count > most ? " and \(count - most) more" : ""
        return prefix(most).joined(separator: ", ") + rest
    }
}

extension ServiceObservation {
    /// The object's full name in the runtime, if it has one, and its id.
    var shown: String {
        let names = aliases.compactMap(ObjectName.full(in:))
        return "\(names.first ?? name) (\(objectID.prefix(12)))"
    }
}

extension Instances {
    var isUnknown: Bool { if case .unknown = self { true } else { false } }

    /// The instances that were seen; empty if they could not be observed.
    var seen: [Instance] { if case .seen(let instances) = self { instances } else { [] } }
}

extension ContainerComparison {
    /// Returns the container as a report shows it.
    func assessed(_ result: Result, hold: ReportedHold?) -> ContainerAssessment {
        let besides = result.declared == .onPin ? result.other?.image : nil
        let running = result.running.map(groupDigest)
        return ContainerAssessment(
            name: seen.name, pin: pin, declared: (besides ?? declaredSurface).shownReference,
            template: templateSurface.image?.reference,
            running: RunningCount.counting(seen.instances.isUnknown ? [nil] : running),
            instances: seen.assessedInstances(running, result.running.map(\.isOnPin)), hold: hold)
    }
}

extension ContainerObservation {
    /// Returns each instance with its own surfaces, or the container's; stopped ones come last.
    ///
    /// `verdicts` is empty if no pin names the container.
    func assessedInstances(_ running: [Digest?], _ verdicts: [Bool?] = []) -> [InstanceAssessment] {
        let own = Dictionary(grouping: replicas, by: \.id)
        let up = instances.seen.indices.map { index in
            let instance = instances.seen[index]
            let copy = own[instance.id]?.first
            return InstanceAssessment(
                id: instance.id, name: copy?.name,
                declared: (copy?.declared ?? declared).shownReference,
                template: (copy?.template ?? template).image?.reference, running: running[index],
                runs: true, isOnPin: verdicts.isEmpty ? nil : verdicts[index])
        }
        let down = replicas.filter { $0.reasonStopped != nil }.map { copy in
            InstanceAssessment(
                id: copy.id, name: copy.name, declared: copy.declared.shownReference,
                template: copy.template.image?.reference, running: nil, runs: false, isOnPin: nil)
        }
        return up + down
    }
}

extension ContainerComparison.Running {
    /// Whether it is the pin; `nil` if unknown.
    fileprivate var isOnPin: Bool? {
        switch self {
        case .onPin: true
        case .onApplied, .other: false
        case .unknown, .unanswered: nil
        }
    }
}

extension Surface {
    /// The reference for a report, with a lasting digest if the runtime reports one.
    var shownReference: ImageReference? {
        guard let image else { return nil }
        guard image.validity == .lasting else { return image.reference }
        return ImageReference(
            repository: image.reference.repository, tag: image.reference.tag,
            digest: image.reference.digest ?? image.digests.first)
    }
}

extension Assessor {
    static func unpinned(_ seen: ContainerObservation) -> ContainerAssessment {
        let running = seen.instances.seen.map { instance -> Digest? in
            if case .known(let digests) = instance.bits { digests.first } else { nil }
        }
        return ContainerAssessment(
            name: seen.name, pin: nil, declared: seen.declared.shownReference,
            template: seen.template.image?.reference,
            running: RunningCount.counting(seen.instances.isUnknown ? [nil] : running),
            instances: seen.assessedInstances(running))
    }
}
