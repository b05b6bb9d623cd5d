import FoundationEssentials

/// JSON that stubs read and write; members are written in the order of their names.
package enum StubJSON: Hashable, Sendable {
    /// Members by name.
    case object([String: StubJSON])
    /// Elements in order.
    case array([StubJSON])
    /// A text.
    case string(String)
    /// An integer.
    case number(Int)
    /// `true` or `false`.
    case bool(Bool)
    /// `null`.
    case null

    /// Reads a text; nil where it is no JSON, or holds a fraction.
    package init?(parsing bytes: [UInt8]) {
        guard let value = try? JSONDecoder().decode(StubJSON.self, from: Data(bytes)) else {
            return nil  // that is the answer
        }
        self = value
    }

    /// The value as JSON.
    package var bytes: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(self)).map { Array($0) } ?? []  // every value can be written
    }

    /// The members of an object.
    package var members: [String: StubJSON]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The text of a string.
    package var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements of an array.
    package var elements: [StubJSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The value of an integer.
    package var number: Int? {
        if case .number(let number) = self { number } else { nil }
    }

    /// A member of an object.
    package subscript(name: String) -> StubJSON? { members?[name] }
}

extension StubJSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByStringInterpolation
{
    /// Makes a string.
    package init(stringLiteral value: String) { self = .string(value) }

    /// Makes a number.
    package init(integerLiteral value: Int) { self = .number(value) }

    /// Makes `true` or `false`.
    package init(booleanLiteral value: Bool) { self = .bool(value) }

    /// Makes `null`.
    package init(nilLiteral: ()) { self = .null }

    /// Makes an array.
    package init(arrayLiteral elements: StubJSON...) { self = .array(elements) }

    /// Makes an object.
    package init(dictionaryLiteral elements: (String, StubJSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
}

extension StubJSON: Codable {
    /// Reads whatever stands there.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {  // tried one after the other
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([StubJSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: StubJSON].self))
        }
    }

    /// Writes it as it is.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let members): try container.encode(members)
        case .array(let elements): try container.encode(elements)
        case .string(let text): try container.encode(text)
        case .number(let number): try container.encode(number)
        case .bool(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }
}
