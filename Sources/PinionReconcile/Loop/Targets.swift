import PinionDecisions
import PinionModel

/// What changes were to bring about, service by service: compared with what is seen, as pins are.
struct Targets {
    /// Each service with the images that its changes were to bring.
    let services: [Service]

    /// The targets of what is under way.
    init(_ works: [Applying.Work]) {
        services = works.compactMap { work in
            Self.service(work.service, work.changes.map(\.recorded))
        }
    }

    /// The targets of recorded changes; the environment knows what the runtime calls the services.
    init(_ changes: [RecordedChange], in environment: Environment) {
        let names = Dictionary(
            environment.services.map { ($0.name.description, $0.nameInRuntime) },
            uniquingKeysWith: { one, _ in one })
        services = Dictionary(grouping: changes, by: \.container.service).compactMap {
            key, changes in Self.service(names[key] ?? key, changes)
        }
    }

    /// The services' names in the runtime.
    var namesInRuntime: Set<String> { Set(services.map(\.nameInRuntime)) }

    private static func service(_ nameInRuntime: String, _ changes: [RecordedChange]) -> Service? {
        guard let first = changes.first, let name = Service.Name(parsing: first.container.service)
        else { return nil }
        let nowhere = FilePosition(path: "", line: 0, column: 0)
        let pins = changes.map {
            Pin(container: $0.container.container, image: $0.after, site: nowhere)
        }
        return Service(name: name, runtimeName: nameInRuntime, pins: pins)
    }
}

extension Assessment {
    /// The digests that run in a container, ordered.
    func running(_ key: ContainerKey) -> [Digest] {
        container(key)?.running.compactMap(\.digest) ?? []
    }

    /// Whether a pinned container is there at all.
    func sees(_ key: ContainerKey) -> Bool {
        let service = services.first { $0.name == key.service }
        let isMissing = service?.findings.contains {
            $0.kind == .serviceMissing
                || $0.kind == .containerMissing && $0.container == key.container
        }
        return isMissing == false
    }

    /// The worst finding's sentence of some containers.
    func worstMessage(of keys: [ContainerKey]) -> String? {
        findings.filter { service, finding in
            keys.contains { $0.service == service && $0.container == finding.container }
        }.min { $0.finding.severity < $1.finding.severity }?.finding.message
    }

    private func container(_ key: ContainerKey) -> ContainerAssessment? {
        services.first { $0.name == key.service }?.containers.first { $0.name == key.container }
    }
}

extension PlannedChange {
    /// Whether a service still declares what the plan saw; of replicas, those not changed yet.
    func isStillDeclared(by service: ServiceObservation) -> Bool {
        func container(_ service: ServiceObservation) -> ContainerObservation? {
            service.containers.first { $0.name == key.container }
        }
        let now = container(service)
        guard let replicas = now?.leadingReplicas, !replicas.isEmpty else {
            return now?.declared == container(observed)?.declared
        }
        let former = Dictionary(grouping: container(observed)?.replicas ?? [], by: \.name)
        return replicas.allSatisfy { copy in
            copy.declared.image?.digests.contains(image.digest) == true
                || former[copy.name]?.first?.declared == copy.declared
        }
    }
}
