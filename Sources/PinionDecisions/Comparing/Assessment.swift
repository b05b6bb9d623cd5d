package import PinionModel

/// An environment at one commit compared with its runtime: the report, and the plan.
package struct Assessment: Hashable, Sendable {
    /// Every service, pinned or found, ordered by name.
    package let services: [ServiceAssessment]
    /// The changes that would bring the environment to its pins.
    package let plan: Plan
    /// The images that were seen in step, by container: a baseline records them.
    package let inStep: [ContainerKey: PinnedImage]
    /// The containers whose declared image is the pin, whatever runs.
    package let declaredOnPin: Set<ContainerKey>
    /// The containers whose new pins a window or freeze holds back, ordered.
    package let heldBack: [ContainerKey]
    /// The runtime's id of each pinned service.
    package let objects: [String: String]
    /// The runtime's name for each pinned service, if it is not the service's key.
    package let names: [String: String]
    /// The pinned digests that the environment's tag names already, by repository.
    package let placedTags: [ImageReference.Repository: Digest]
    /// Findings of no service: registries that could not be asked, tags that they refused.
    package let notices: [Finding]

    /// Makes an assessment; orders services and containers.
    package init(
        services: [ServiceAssessment], plan: Plan, inStep: [ContainerKey: PinnedImage] = [:],
        declaredOnPin: Set<ContainerKey> = [], heldBack: [ContainerKey] = [],
        objects: [String: String] = [:], names: [String: String] = [:],
        placedTags: [ImageReference.Repository: Digest] = [:], notices: [Finding] = []
    ) {
        self.services = services.sorted { $0.name < $1.name }
        (self.plan, self.inStep, self.declaredOnPin) = (plan, inStep, declaredOnPin)
        (self.heldBack, self.objects, self.names) = (heldBack.sorted(), objects, names)
        (self.placedTags, self.notices) = (placedTags, notices)
    }

    /// The findings of all services, with the service of each.
    package var findings: [(service: String, finding: Finding)] {
        services.flatMap { service in service.findings.map { (service.name, $0) } }
    }

    /// The keys of all findings, ordered, without repetition, as the ledger records them.
    package var findingKeys: [FindingKey] {
        Set(findings.map { FindingKey($0.finding, of: $0.service) }).sorted()
    }

    /// The environment's status: the worst status of a service.
    package var status: Status { Status(worstOf: services.map(\.status)) }
}

/// One service in a report.
package struct ServiceAssessment: Hashable, Sendable {
    /// The service's key, or its name in the runtime if it is not pinned.
    package let name: String
    /// The containers, ordered by name.
    package let containers: [ContainerAssessment]
    /// The findings: worst first, then by container and kind.
    package let findings: [Finding]
    /// Whether it is scaled to zero.
    package let isIdle: Bool

    /// Makes an assessment; orders containers and findings.
    package init(
        name: String, containers: [ContainerAssessment], findings: [Finding], isIdle: Bool = false
    ) {
        (self.name, self.isIdle) = (name, isIdle)
        self.containers = containers.sorted { $0.name < $1.name }
        self.findings = findings.sorted {
            ($0.severity, $0.container ?? "", $0.kind.rawValue, $0.message)
                < ($1.severity, $1.container ?? "", $1.kind.rawValue, $1.message)
        }
    }

    /// The status that its findings give; `idle` if it is synced and scaled to zero.
    package var status: Status {
        let status = Status(of: findings)
        return status == .synced && isIdle ? .idle : status
    }
}

/// One container in a report, with its surfaces.
package struct ContainerAssessment: Hashable, Sendable {
    /// The name.
    package let name: String
    /// The pin; `nil` if the container is not pinned.
    package let pin: PinnedImage?
    /// The declared reference, of several the worst one; `nil` if it cannot be seen.
    package let declared: ImageReference?
    /// The template's reference, chosen in the same way; `nil` if there is none.
    package let template: ImageReference?
    /// The number of instances for each digest, ordered; a `nil` digest is unknown.
    package let running: [RunningCount]
    /// Every replica that runs, and every one that will start again.
    package let instances: [InstanceAssessment]
    /// The pin's hold, even one that has ended; `nil` if it has none.
    package let hold: ReportedHold?

    package init(
        name: String, pin: PinnedImage?, declared: ImageReference?, template: ImageReference?,
        running: [RunningCount], instances: [InstanceAssessment] = [], hold: ReportedHold? = nil
    ) {
        (self.instances, self.name, self.pin, self.declared) = (instances, name, pin, declared)
        (self.template, self.running, self.hold) = (template, running, hold)
    }
}

/// One copy of a container in a report.
package struct InstanceAssessment: Hashable, Sendable {
    /// The runtime's id of the instance.
    package let id: String
    /// The name shown to operators; `nil` if it has no name of its own.
    package let name: String?
    /// The declared reference; `nil` if it cannot be seen.
    package let declared: ImageReference?
    /// The template's reference; `nil` if there is none.
    package let template: ImageReference?
    /// The digest that it runs; `nil` if that is unknown, or if it does not run.
    package let running: Digest?
    /// Whether it runs.
    package let runs: Bool
    /// Whether it runs the pin; `nil` if unknown, not running, or not pinned.
    package let isOnPin: Bool?
}

/// The number of instances that run a digest.
package struct RunningCount: Hashable, Sendable {
    /// The digest; `nil` if the runtime does not report it.
    ///
    /// Instances on a platform's manifest of the pinned index count as the pin.
    package let digest: Digest?
    /// The number of instances.
    package let instances: Int

    package init(digest: Digest?, instances: Int) {
        (self.digest, self.instances) = (digest, instances)
    }

    /// Counts digests; unknown ones come last.
    package static func counting(_ digests: [Digest?]) -> [RunningCount] {
        let counts = Dictionary(digests.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.map { RunningCount(digest: $0.key, instances: $0.value) }.sorted {
            ($0.digest == nil ? 1 : 0, $0.digest?.hex ?? "")
                < ($1.digest == nil ? 1 : 0, $1.digest?.hex ?? "")
        }
    }
}
