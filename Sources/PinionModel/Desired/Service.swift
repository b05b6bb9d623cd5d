/// A service of an environment: its name, and a pin for each container.
package struct Service: Hashable, Sendable {
    /// The service's key in the pins file.
    package let name: Name
    /// The runtime's name for the service, if it differs from the key.
    package let runtimeName: String?
    /// The pins, ordered by container; a single pin without a container's name is the short form.
    package let pins: [Pin]

    package init(name: Name, runtimeName: String? = nil, pins: [Pin]) {
        (self.name, self.runtimeName) = (name, runtimeName)
        self.pins = pins.sorted { ($0.container ?? "") < ($1.container ?? "") }
    }

    /// The service's name in the runtime.
    package var nameInRuntime: String { runtimeName ?? name.description }
}

extension Service {
    /// A service's name: 1 to 255 printable characters without spaces, `/` and `,`.
    package struct Name: Hashable, Sendable, OrderedByText {
        /// The name's text.
        package let description: String

        /// Reads a name; `nil` if the text is not a valid name.
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
