/// A folder of pins with its runtime and its rules, as one commit holds it.
package struct Environment: Sendable {
    /// The folder's name.
    package let name: Name
    /// Where it runs.
    package let runtime: any RuntimeSettings
    package let rules: Rules
    /// What must run, ordered by name.
    package let services: [Service]

    package init(
        name: Name, runtime: any RuntimeSettings, rules: Rules = Rules(), services: [Service]
    ) {
        (self.name, self.runtime, self.rules) = (name, runtime, rules)
        self.services = services.sorted { $0.name < $1.name }
    }
}

extension Environment: Hashable {
    /// Whether two say the same.
    package static func == (one: Environment, other: Environment) -> Bool {
        one.name == other.name && one.runtime.isEqual(to: other.runtime)
            && one.rules == other.rules && one.services == other.services
    }

    /// Names are hashed, and nothing else: few environments of one name ever meet.
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }

    /// Whether it may change what others hold: it applies, to a machine that others can reach too.
    package var contends: Bool {
        guard rules.apply != .never, runtime.id != nil else { return false }
        return runtime.objectName(of: "") != nil
    }
}

extension Environment {
    /// An environment's name: `[a-z0-9][a-z0-9-]{0,62}`.
    package struct Name: Hashable, Sendable, OrderedByText {
        /// The name's text.
        package let description: String

        /// Reads a name; nil where the text is none.
        package init?(parsing text: some StringProtocol) {
            let bytes = Array(text.utf8)
            guard let first = bytes.first, bytes.count <= 63, first != 0x2d,
                bytes.allSatisfy({ $0.isLowercase || $0.isDigit || $0 == 0x2d })
            else { return nil }
            description = String(text)
        }
    }
}
