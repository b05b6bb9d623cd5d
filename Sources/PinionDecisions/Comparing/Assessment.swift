package import PinionModel

/// An environment at one commit against what its runtime says: what people read, and what to do.
package struct Assessment: Hashable, Sendable {
    /// Every service, pinned or found, ordered by name.
    package let services: [ServiceAssessment]
    /// What would bring the environment to its pins.
    package let plan: Plan
    /// What was seen in step, by container: what a baseline records.
    package let inStep: [ContainerKey: PinnedImage]
    /// The containers whose declared image is the pin, whatever runs.
    package let declaredOnPin: Set<ContainerKey>
    /// The containers whose new pins a window or freeze holds back, ordered.
    package let heldBack: [ContainerKey]
    /// The runtime's identity of each pinned service.
    package let objects: [String: String]
    /// What the runtime calls each pinned service, where that is not its key.
    package let names: [String: String]
    /// Where the environment's tag is on the pins that are in step, by repository.
    package let placedTags: [ImageReference.Repository: Digest]
    /// Findings of no service: registries that could not be asked, tags that they did not take.
    package let notices: [Finding]

    /// Puts an assessment together; services and containers are ordered here.
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

    /// The keys of all findings, ordered, without repetition: what the ledger records.
    package var findingKeys: [FindingKey] {
        Set(findings.map { FindingKey($0.finding, of: $0.service) }).sorted()
    }

    /// The environment's status: the worst of its services'.
    package var status: Status { Status(worstOf: services.map(\.status)) }
}

/// One service in a report.
package struct ServiceAssessment: Hashable, Sendable {
    /// The service's key, or its name in the runtime where it is not pinned.
    package let name: String
    /// Its containers, ordered by name.
    package let containers: [ContainerAssessment]
    /// Its findings: worst first, then by container and kind.
    package let findings: [Finding]
    /// Whether it is scaled to nothing.
    package let isIdle: Bool

    /// Puts an assessment together; the findings are ordered here.
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

    /// The status that its findings give; one in step of which nothing is to run is idle.
    package var status: Status {
        let status = Status(of: findings)
        return status == .synced && isIdle ? .idle : status
    }
}

/// One container in a report: the four surfaces.
package struct ContainerAssessment: Hashable, Sendable {
    /// Its name.
    package let name: String
    /// The pin; nil where it is not pinned.
    package let pin: PinnedImage?
    /// The declared reference, of several instances the worst one's; nil where it cannot be seen.
    package let declared: ImageReference?
    /// The template's reference, chosen likewise; nil where there is none.
    package let template: ImageReference?
    /// What runs: a digest, or nil where it is not known, with the number of instances; ordered.
    package let running: [RunningCount]
    /// Each running copy, and each that does not run and is started again.
    package let instances: [InstanceAssessment]
    /// The pin's hold, also one that ended; nil where it has none.
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
    /// The runtime's id of it.
    package let id: String
    /// What people call it; nil where it has no name of its own.
    package let name: String?
    /// The declared reference; nil where it cannot be seen.
    package let declared: ImageReference?
    /// The template's reference; nil where there is none.
    package let template: ImageReference?
    /// What it runs; nil where that is not known, or where it does not run.
    package let running: Digest?
    /// Whether it runs.
    package let runs: Bool
    /// Whether what it runs is what the pin names; nil where that is not known, where it does not
    /// run, and where no pin names the container.
    package let isOnPin: Bool?
}

/// How many instances run a digest.
package struct RunningCount: Hashable, Sendable {
    /// The digest; nil where the runtime does not say.
    ///
    /// Instances on a platform's manifest of the pinned index count as the pin.
    package let digest: Digest?
    /// How many.
    package let instances: Int

    package init(digest: Digest?, instances: Int) {
        (self.digest, self.instances) = (digest, instances)
    }

    /// Counts digests; those that are not known come last.
    package static func counting(_ digests: [Digest?]) -> [RunningCount] {
        let counts = Dictionary(digests.map { ($0, 1) }, uniquingKeysWith: +)
        return counts.map { RunningCount(digest: $0.key, instances: $0.value) }.sorted {
            ($0.digest == nil ? 1 : 0, $0.digest?.hex ?? "")
                < ($1.digest == nil ? 1 : 0, $1.digest?.hex ?? "")
        }
    }
}
