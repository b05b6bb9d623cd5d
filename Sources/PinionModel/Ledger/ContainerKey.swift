/// One container of one service of an environment: `service/container`.
package struct ContainerKey: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The service's key.
    package let service: String
    package let container: String

    package init(service: String, container: String) {
        (self.service, self.container) = (service, container)
    }

    /// `service/container`, or the one name where both are the same.
    package var description: String {
        service == container ? service : "\(service)/\(container)"
    }

    /// Whether a set of `SERVICE` and `SERVICE/CONTAINER` names it.
    package func isNamed(in names: Set<String>) -> Bool {
        names.contains(service) || names.contains("\(service)/\(container)")
    }

    /// Orders by service, then container.
    package static func < (one: ContainerKey, other: ContainerKey) -> Bool {
        ByteOrder(one.service, one.container) < ByteOrder(other.service, other.container)
    }
}
