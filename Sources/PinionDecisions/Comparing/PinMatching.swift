import PinionModel

/// The assignment of a service's pins to its containers.
struct PinMatching {
    /// The containers that are pinned, each with its pin.
    let pairs: [(container: ContainerObservation, pin: Pin)]
    /// The containers without a pin.
    let unpinned: [ContainerObservation]
    /// The pins whose containers do not exist.
    let missing: [Pin]
    /// The findings about missing and unpinned containers.
    let findings: [Finding]

    init(_ service: Service, _ seen: ServiceObservation) {
        var pairs: [(container: ContainerObservation, pin: Pin)] = []
        var missing: [Pin] = []
        var findings: [Finding] = []
        for pin in service.pins {
            if let container = Self.container(of: pin, service, seen) {
                pairs.append((container, pin))
            } else {
                missing.append(pin)
                findings.append(Self.missing(pin, service, seen))
            }
        }
        let bound = Set(pairs.map(\.container.name))
        unpinned = seen.containers.filter { !bound.contains($0.name) }
        findings += unpinned.map { container in
            Finding(
                .containerUntracked, container: container.name,
                message: "the container \(container.name) is not pinned; pin it under `containers:`"
            )
        }
        (self.pairs, self.missing, self.findings) = (pairs, missing, findings)
    }

    /// Finds a pin's container; the short form means the only one, or that with the service's name.
    private static func container(
        of pin: Pin, _ service: Service, _ seen: ServiceObservation
    ) -> ContainerObservation? {
        if let name = pin.container { return seen.containers.first { $0.name == name } }
        if seen.containers.count == 1 { return seen.containers.first }
        return seen.containers.first { $0.name == service.name.description }
    }

    private static func missing(
        _ pin: Pin, _ service: Service, _ seen: ServiceObservation
    ) -> Finding {
        let names = seen.containers.map(\.name).joined(separator: ", ")
        guard let name = pin.container else {
            return Finding(
                .containerMissing,
                message: """
                    pinned in the short form, and the service has the containers \(names); pin \
                    each under `containers:`
                    """)
        }
        return Finding(
            .containerMissing, container: name,
            message: """
                the container \(name) is pinned, and the service has only \
                \(names.isEmpty ? "none" : names)
                """)
    }
}
