import PinionDecisions
import PinionModel

/// The images that changes were to bring, as services that are compared with what is seen.
struct Targets {
    /// The services with the images that their changes were to bring.
    let services: [Service]

    /// Creates the targets of changes under way.
    init(_ works: [Applying.ServiceChange]) {
        services = works.compactMap { work in
            Self.service(work.service, work.changes.map(\.recorded))
        }
    }

    /// Creates the targets of recorded changes, with their names in the environment's runtime.
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
    /// Returns the digests that run in a container, ordered.
    func running(_ key: ContainerKey) -> [Digest] {
        container(key)?.running.compactMap(\.digest) ?? []
    }

    /// Whether a pinned container exists.
    func sees(_ key: ContainerKey) -> Bool {
        let service = services.first { $0.name == key.service }
        let isMissing = service?.findings.contains {
            $0.kind == .serviceMissing
                || $0.kind == .containerMissing && $0.container == key.container
        }
        return isMissing == false
    }

    /// Returns the message of the worst finding on some containers.
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
    /// Whether a service, or each replica not changed yet, still declares what the plan saw.
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
