/// What one service of an environment must run: its name, and a pin for each container.
package struct Service: Hashable, Sendable {
    /// The service's key in the pins file.
    package let name: Name
    /// What the runtime calls it, where that differs from the key.
    package let runtimeName: String?
    /// Its pins, ordered by container; a single one without a container's name is the short form.
    package let pins: [Pin]

    package init(name: Name, runtimeName: String? = nil, pins: [Pin]) {
        (self.name, self.runtimeName) = (name, runtimeName)
        self.pins = pins.sorted { ($0.container ?? "") < ($1.container ?? "") }
    }

    /// The name by which the runtime knows it.
    package var nameInRuntime: String { runtimeName ?? name.description }
}

extension Service {
    /// A service's name: 1 to 255 printable characters without spaces, `/` and `,`.
    package struct Name: Hashable, Sendable, OrderedByText {
        /// The name's text.
        package let description: String

        /// Reads a name; nil where the text cannot be one.
        package init?(parsing text: some StringProtocol) {
            guard (1...255).contains(text.utf8.count),
                text.unicodeScalars.allSatisfy(Self.isAllowed)
            else { return nil }
            description = String(text)
        }

        private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
            guard !scalar.isASCII else {
                return scalar.value > 0x20 && scalar.value != 0x7f && scalar != "/" && scalar != ","
            }
            let properties = scalar.properties
            return !properties.isWhitespace && properties.generalCategory != .control
                && properties.generalCategory != .format
        }
    }
}
