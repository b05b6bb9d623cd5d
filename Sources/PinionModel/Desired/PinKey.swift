/// One pin of an environment's files: a service, and its container where several are pinned.
package struct PinKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The service's key.
    package let service: Service.Name
    /// The container's key; nil for the short form.
    package let container: String?

    /// Names a pin.
    package init(service: Service.Name, container: String? = nil) {
        self.service = service
        self.container = container
    }

    /// `service`, or `service/container`.
    package var description: String {
        container.map { "\(service)/\($0)" } ?? service.description
    }

    /// Whether a set of `SERVICE` and `SERVICE/CONTAINER` names it: the rule of ``ContainerKey``.
    ///
    /// The short form's only container may be named as the service is.
    package func isNamed(in names: Set<String>) -> Bool {
        let service = service.description
        return ContainerKey(service: service, container: container ?? service).isNamed(in: names)
    }

    /// Orders by service, then container.
    package static func < (one: PinKey, other: PinKey) -> Bool {
        ByteOrder(one.service.description, one.container ?? "")
            < ByteOrder(other.service.description, other.container ?? "")
    }
}

extension Environment {
    /// Every pin by its key.
    package var pins: [PinKey: Pin] {
        var pins: [PinKey: Pin] = [:]
        for service in services {
            for pin in service.pins {
                pins[PinKey(service: service.name, container: pin.container)] = pin
            }
        }
        return pins
    }
}

extension PinKey {
    /// Whether it may mean a container of the runtime; the short form means the only one.
    package func covers(_ container: ContainerKey) -> Bool {
        service.description == container.service
            && (self.container == nil || self.container == container.container)
    }
}
