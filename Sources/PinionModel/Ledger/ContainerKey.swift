/// One container of one service of an environment: `service/container`.
package struct ContainerKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let service, container: String

    package init(service: String, container: String) {
        (self.service, self.container) = (service, container)
    }

    /// `service/container`, or just the name if both are the same.
    package var description: String {
        service == container ? service : "\(service)/\(container)"
    }

    /// Whether `names` has this container, as `SERVICE/CONTAINER`, or its whole service.
    package func isNamed(in names: Set<String>) -> Bool {
        names.contains(service) || names.contains("\(service)/\(container)")
    }

    package static func < (one: ContainerKey, other: ContainerKey) -> Bool {
        ByteOrder(one.service, one.container) < ByteOrder(other.service, other.container)
    }
}
