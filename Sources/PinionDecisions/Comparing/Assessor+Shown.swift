import PinionModel

extension [String] {
    /// The first few, and how many there are more.
    var listed: String {
        let most = 3
        let rest = count > most ? " and \(count - most) more" : ""
        return prefix(most).joined(separator: ", ") + rest
    }
}

extension ServiceObservation {
    /// Its own name in the runtime where that tells it apart, and its id.
    var shown: String {
        let names = aliases.compactMap(ObjectName.full(in:))
        return "\(names.first ?? name) (\(objectID.prefix(12)))"
    }
}

extension Instances {
    var isUnknown: Bool { if case .unknown = self { true } else { false } }

    /// Those that were seen; none where they could not be looked at.
    var seen: [Instance] { if case .seen(let instances) = self { instances } else { [] } }
}

extension ContainerComparison {
    /// What a report shows of the container.
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
    /// Each instance with its own surfaces, or the container's; those that do not run come last.
    ///
    /// Without `verdicts` no pin names the container.
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
        let down = replicas.filter { $0.dormancy != nil }.map { copy in
            InstanceAssessment(
                id: copy.id, name: copy.name, declared: copy.declared.shownReference,
                template: copy.template.image?.reference, running: nil, runs: false, isOnPin: nil)
        }
        return up + down
    }
}

extension ContainerComparison.Running {
    /// Whether it is the pin; nil where that is not known.
    fileprivate var isOnPin: Bool? {
        switch self {
        case .onPin: true
        case .onApplied, .other: false
        case .unknown, .unanswered: nil
        }
    }
}

extension Surface {
    /// The reference for a report, with a digest where the runtime knows one that lasts.
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
