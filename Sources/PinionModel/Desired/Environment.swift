/// A folder of pins with its runtime and its rules, as one commit holds it.
package struct Environment: Sendable {
    /// The folder's name.
    package let name: Name
    /// The runtime and the scope in it.
    package let runtime: any RuntimeSettings
    package let rules: Rules
    /// The pinned services, ordered by name.
    package let services: [Service]

    package init(
        name: Name, runtime: any RuntimeSettings, rules: Rules = Rules(), services: [Service]
    ) {
        (self.name, self.runtime, self.rules) = (name, runtime, rules)
        self.services = services.sorted { $0.name < $1.name }
    }
}

extension Environment: Hashable {
    /// Whether two environments are equal.
    package static func == (one: Environment, other: Environment) -> Bool {
        one.name == other.name && one.runtime.isEqual(to: other.runtime)
            && one.rules == other.rules && one.services == other.services
    }

    /// Hashes the name only: few environments in one collection share a name.
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Whether it may change objects of others: it applies, to a machine that others may share.
    package var mayShareObjects: Bool {
        guard rules.apply != .never, runtime.id != nil else { return false }
        return runtime.objectName(of: "") != nil
    }
}

extension Environment {
    /// An environment's name: `[a-z0-9][a-z0-9-]{0,62}`.
    package struct Name: Hashable, Sendable, OrderedByText {
        /// The name's text.
        package let description: String

        /// Reads a name; `nil` if the text is not a valid name.
        package init?(parsing text: some StringProtocol) {
            let bytes = Array(text.utf8)
            guard let first = bytes.first, bytes.count <= 63, first != 0x2d,
                bytes.allSatisfy({ $0.isLowercase || $0.isDigit || $0 == 0x2d })
            else { return nil }
            description = String(text)
        }
    }
}
