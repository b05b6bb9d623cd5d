extension JSONText {
    /// The layout of the written JSON.
    package enum Layout: Hashable, Sendable {
        /// One line without spaces.
        case compact
        /// One member or element on each line, indented by two spaces for each level.
        case pretty
    }

    /// Writes the value as JSON, without a line end after it.
    ///
    /// The same value gives the same bytes. Only `"`, `\` and control characters are escaped.
    ///
    /// - Parameters:
    ///   - layout: Compact or pretty.
    ///   - sortingKeys: Whether members are sorted by the UTF-8 bytes of their keys.
    /// - Returns: UTF-8 that `JSONNode` parses to the same value.
    package func bytes(_ layout: Layout = .compact, sortingKeys: Bool = false) -> [UInt8] {
        var writer = JSONWriter(layout: layout, sortsKeys: sortingKeys)
        writer.write(self, depth: 0)
        return writer.bytes
    }
}

extension JSONText: CustomStringConvertible {
    /// The value as compact JSON.
    package var description: String { String(decoding: bytes(), as: UTF8.self) }
}

/// Writes values one after another into a buffer.
private struct JSONWriter {
    private static let hexDigits = Array("0123456789abcdef".utf8)

    let layout: JSONText.Layout
    let sortsKeys: Bool
    var bytes: [UInt8] = []

    mutating func write(_ value: JSONText, depth: Int) {
        switch value {
        case .object(let members): write(members, depth: depth)
        case .array(let elements):
            list(elements, between: (Byte.openBracket, Byte.closeBracket), depth: depth) {
                $0.write($1, depth: depth + 1)
            }
        case .string(let text): write(text)
        case .number(let number): bytes += number.text.utf8
        case .bool(let value): bytes += value ? "true".utf8 : "false".utf8
        case .null: bytes += "null".utf8
        }
    }

    private mutating func write(_ members: [JSONText.Member], depth: Int) {
        let ordered =
            sortsKeys
            ? members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } : members
        list(ordered, between: (Byte.openBrace, Byte.closeBrace), depth: depth) { writer, member in
            writer.write(member.key)
            writer.bytes.append(Byte.colon)
            if writer.layout == .pretty { writer.bytes.append(Byte.space) }
            writer.write(member.value, depth: depth + 1)
        }
    }

    private mutating func list<Item>(
        _ items: [Item], between brackets: (UInt8, UInt8), depth: Int,
        write: (inout JSONWriter, Item) -> Void
    ) {
        bytes.append(brackets.0)
        for (index, item) in items.enumerated() {
            if index > 0 { bytes.append(Byte.comma) }
            breakLine(depth: depth + 1)
            write(&self, item)
        }
        if !items.isEmpty { breakLine(depth: depth) }
        bytes.append(brackets.1)
    }

    private mutating func breakLine(depth: Int) {
        guard layout == .pretty else { return }
        bytes.append(Byte.lineFeed)
        bytes += repeatElement(Byte.space, count: 2 * depth)
    }

    private mutating func write(_ text: String) {
        bytes.append(Byte.quote)
        for byte in text.utf8 {
            switch byte {
            case Byte.quote, Byte.backslash: bytes += [Byte.backslash, byte]
            case Byte.lineFeed: bytes += "\\n".utf8
            case Byte.carriageReturn: bytes += "\\r".utf8
            case Byte.tab: bytes += "\\t".utf8
            case 0..<0x20:
                bytes += "\\u00".utf8
                bytes += [Self.hexDigits[Int(byte >> 4)], Self.hexDigits[Int(byte & 0xF)]]
            default: bytes.append(byte)
            }
        }
        bytes.append(Byte.quote)
    }
}
