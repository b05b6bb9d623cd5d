/// A JSON value for writing, whose members keep the order in which they are given.
///
/// Literals look like the JSON they produce: `["schema": 1, "names": ["a", "b"], "note": nil]`.
package enum JSONText: Hashable, Sendable {
    /// The members in order; the caller ensures that no two keys are equal.
    case object([Member])
    /// The elements in order.
    case array([JSONText])
    /// A text.
    case string(String)
    case number(JSONNumber)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null

    /// One member of an object.
    package struct Member: Hashable, Sendable {
        package let key: String
        package let value: JSONText

        package init(_ key: String, _ value: JSONText) { (self.key, self.value) = (key, value) }
    }

    /// Copies a parsed value with everything inside it.
    package init(_ node: JSONNode) {
        self =
            switch node.kind {
            case .object(let members): .object(members.map { Member($0.key, JSONText($0.value)) })
            case .array(let elements): .array(elements.map { JSONText($0) })
            case .string(let text): .string(text)
            case .number(let number): .number(number)
            case .bool(let value): .bool(value)
            case .null: .null
            }
    }
}

extension JSONText: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    package init(stringLiteral value: String) { self = .string(value) }
}

extension JSONText: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
}

extension JSONText: ExpressibleByBooleanLiteral {
    package init(booleanLiteral value: Bool) { self = .bool(value) }
}

extension JSONText: ExpressibleByNilLiteral {
    package init(nilLiteral: ()) { self = .null }
}

extension JSONText: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: JSONText...) { self = .array(elements) }
}

extension JSONText: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, JSONText)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }
}
