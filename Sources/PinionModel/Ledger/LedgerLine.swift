/// One line of a ledger text: a word and its fields, separated by spaces.
///
/// Whatever would break a line is percent-encoded, an empty field is `-`: so the texts read well in
/// `git log -p refs/pinion/ledger/ENV`, and a change of one fact is a change of one line.
struct LedgerLine {
    let word: String
    let fields: [String]

    init(_ word: String, _ fields: [String]) {
        self.word = word
        self.fields = fields
    }

    /// Splits at bytes, never at characters: a space and a combining mark after it are one character.
    init?(parsing line: Substring.UTF8View) {
        let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
        guard let word = parts.first, !word.isEmpty else { return nil }
        var fields: [String] = []
        for part in parts.dropFirst() {
            guard let field = Self.decoded(part) else { return nil }
            fields.append(field)
        }
        self.init(String(Substring(word)), fields)
    }

    var text: String { ([word] + fields.map(Self.encoded)).joined(separator: " ") }

    private static func encoded(_ field: String) -> String {
        guard !field.isEmpty else { return "-" }
        guard field == "-" || field.utf8.contains(where: mustEncode) else { return field }
        var bytes: [UInt8] = []
        for byte in field.utf8 {
            if field == "-" || mustEncode(byte) {
                bytes += [0x25, hexDigit(byte >> 4), hexDigit(byte & 0xf)]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func decoded(_ field: Substring.UTF8View) -> String? {
        guard !field.elementsEqual([0x2d]) else { return "" }
        guard field.contains(0x25) else { return String(Substring(field)) }
        var bytes: [UInt8] = []
        var rest = Array(field)[...]
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(nibble),
                let low = rest.popFirst().flatMap(nibble)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func nibble(_ digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }

    private static func mustEncode(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x25 || byte == 0x7f
    }

    private static func hexDigit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? 0x30 + nibble : 0x61 + nibble - 10
    }
}

/// A ledger text that cannot be read: the line's number and what is wrong with it.
package struct UnreadableLedger: Error, Hashable, Sendable, CustomStringConvertible {
    /// The line, from 1.
    package let line: Int
    /// What is wrong.
    package let reason: String

    /// One clause for people.
    package var description: String { "line \(line): \(reason)" }
}

/// Reads the lines of a ledger text one after another.
struct LedgerLines {
    private static let end = "end"
    private let lines: [Substring]

    /// The text of lines; the last one says that nothing is cut off.
    static func text(_ lines: [String]) -> String {
        (lines + [end]).map { $0 + "\n" }.joined()
    }

    /// Checks the first line, which names the format and its version.
    init(_ text: String, format: String) throws(UnreadableLedger) {
        let all = text.utf8.split(separator: 0x0a, omittingEmptySubsequences: false).map(
            Substring.init)
        guard all.first.map(String.init) == format else {
            throw UnreadableLedger(
                line: 1,
                reason: "it is not `\(format)`; a newer version of Pinion may have written it")
        }
        guard all.last == "", all.count > 2, all[all.count - 2] == Self.end else {
            throw UnreadableLedger(line: all.count, reason: "it is cut off")
        }
        lines = Array(all.dropFirst().dropLast(2))
    }

    /// Gives each line to a reader, which answers nil for a line that it cannot read.
    func forEach(_ read: (LedgerLine) -> Void?) throws(UnreadableLedger) {
        for (index, text) in lines.enumerated() {
            guard let line = LedgerLine(parsing: text.utf8), read(line) != nil else {
                throw UnreadableLedger(
                    line: index + 2, reason: "`\(text.prefix(80))` is not understood")
            }
        }
    }
}
