package import PinionProcess

/// The header fields of a message: names without case, order and repetitions kept.
package struct Headers: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    /// One field.
    package struct Field: Hashable, Sendable {
        /// The name as it was written.
        package let name: String
        package let value: String
    }

    /// All fields in order.
    package private(set) var fields: [Field]

    /// Makes an empty list.
    package init() { fields = [] }

    /// Makes a list of these fields.
    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }

    /// The first value of a field; setting replaces every value, and `nil` removes the field.
    package subscript(name: String) -> String? {
        get { values(of: name).first }
        set {
            fields.removeAll { Self.isSame($0.name, name) }
            if let newValue { add(name, newValue) }
        }
    }

    /// Returns every value of a field, in order.
    package func values(of name: String) -> [String] {
        fields.filter { Self.isSame($0.name, name) }.map(\.value)
    }

    /// Adds a value after the existing ones.
    package mutating func add(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Sets `Authorization`.
    package mutating func authorize(_ scheme: String, _ credential: Secret) {
        self["Authorization"] = "\(scheme) \(credential.revealed)"
    }

    /// The fields without those that carry credentials.
    package var withoutCredentials: Headers {
        var copy = self
        copy.fields.removeAll { Self.isCredential($0.name) }
        return copy
    }

    private static let credentials: Set<String> = [
        "authorization", "proxy-authorization", "cookie", "set-cookie", "x-registry-auth",
        "x-registry-config", "x-amz-security-token", "private-token", "job-token",
    ]

    private static func isCredential(_ name: String) -> Bool {
        credentials.contains(name.lowercased())
    }

    private static func isSame(_ one: String, _ other: String) -> Bool {
        one.utf8.count == other.utf8.count && one.lowercased() == other.lowercased()
    }
}

extension Headers: CustomStringConvertible, CustomReflectable {
    /// The fields, with the values of credentials hidden.
    package var description: String {
        fields.map { "\($0.name): \(Self.isCredential($0.name) ? "•••" : $0.value)" }
            .joined(separator: "\n")
    }

    /// A mirror without children, so that `dump` shows no credential.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Headers.Field: CustomStringConvertible, CustomReflectable {
    /// The field, with its value hidden if it is a credential.
    package var description: String { ([name: value] as Headers).description }

    /// A mirror without children, so that `dump` shows no credential.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
