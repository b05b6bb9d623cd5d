/// Identifies a pin of an environment: a service, and a container if it pins several.
package struct PinKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let service: Service.Name
    /// `nil` in the short form, which pins the service's only container.
    package let container: String?

    package init(service: Service.Name, container: String? = nil) {
        (self.service, self.container) = (service, container)
    }

    /// `service`, or `service/container`.
    package var description: String {
        container.map { "\(service)/\($0)" } ?? service.description
    }

    /// Whether `names` selects this pin, by the rule of ``ContainerKey/isNamed(in:)``.
    ///
    /// In the short form, the container has the service's name.
    package func isNamed(in names: Set<String>) -> Bool {
        let service = service.description
        return ContainerKey(service: service, container: container ?? service).isNamed(in: names)
    }

    /// Whether this pin may apply to a container that the runtime reports.
    package func covers(_ container: ContainerKey) -> Bool {
        service.description == container.service
            && (self.container == nil || self.container == container.container)
    }

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
