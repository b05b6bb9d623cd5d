/// One line of a ledger text: a word and its fields, separated by spaces.
///
/// Bytes that would break a line are percent-encoded, and an empty field is `-`: so the texts are
/// readable in `git log -p refs/pinion/ledger/ENV`, and a change of one fact changes one line.
struct LedgerLine {
    let word: String
    let fields: [String]

    init(_ word: String, _ fields: [String]) { (self.word, self.fields) = (word, fields) }

    /// Splits at bytes: as a `Character`, a space with a combining mark after it is not a space.
    init?(parsing line: ArraySlice<UInt8>) {
        var end = line.firstIndex(of: 0x20) ?? line.endIndex
        guard end > line.startIndex else { return nil }
        let word = String(decoding: line[..<end], as: UTF8.self)
        var fields: [String] = []
        while end < line.endIndex {
            let start = end + 1
            end = line[start...].firstIndex(of: 0x20) ?? line.endIndex
            guard let field = Self.decoded(line[start..<end]) else { return nil }
            fields.append(field)
        }
        self.init(word, fields)
    }

    var text: String { ([word] + fields.map(Self.encoded)).joined(separator: " ") }

    private static func encoded(_ field: String) -> String {
        guard !field.isEmpty else { return "-" }
        guard field == "-" || field.utf8.contains(where: mustEncode) else { return field }
        var bytes: [UInt8] = []
        for byte in field.utf8 {
            if field == "-" || mustEncode(byte) {
                bytes += [0x25, UInt8(hexDigit: byte >> 4), UInt8(hexDigit: byte & 0xf)]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func decoded(_ field: ArraySlice<UInt8>) -> String? {
        guard field.first != 0x2d || field.count > 1 else { return "" }
        guard field.contains(0x25) else { return String(decoding: field, as: UTF8.self) }
        var bytes: [UInt8] = []
        var rest = field
        while let byte = rest.popFirst() {
            guard byte == 0x25 else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst()?.nibble, let low = rest.popFirst()?.nibble else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func mustEncode(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == 0x25 || byte == 0x7f
    }
}

/// A ledger text that cannot be read: the line's number and the fault.
package struct UnreadableLedger: FailureReason {
    /// The line, from 1.
    package let line: Int
    /// The fault.
    package let reason: String

    /// Line and fault as one clause.
    package var description: String { "line \(line): \(reason)" }
}

/// Reads the lines of a ledger text one after another.
struct LedgerLines {
    private let lines: [ArraySlice<UInt8>]
    /// Set if this program does not know the text's version.
    let newer: NewerLedgerText?

    /// Checks the first line, which names the format and its version, and the last line.
    init(_ text: String, format: LedgerFormat) throws(UnreadableLedger) {
        let all = Array(text.utf8).split(separator: 0x0a, omittingEmptySubsequences: false)
        guard let first = all.first, let version = format.version(ofFirstLine: first) else {
            throw UnreadableLedger(
                line: 1,
                reason: "it is not `pinion ledger \(format.rawValue) N`, a version of a ledger text"
            )
        }
        guard let last = all.last, last.isEmpty, all.count > 2,
            all[all.count - 2].elementsEqual(LedgerFormat.end.utf8)
        else {
            throw UnreadableLedger(line: all.count, reason: "it is cut off")
        }
        lines = Array(all.dropFirst().dropLast(2))
        guard version > LedgerFormat.newest else {
            newer = nil
            return
        }
        let needs = lines.lazy.compactMap(LedgerLine.init).first { $0.word == LedgerFormat.needs }
        newer = NewerLedgerText(needs: needs?.fields.first)
    }

    /// Passes each line, or only those that begin with `word`, to a reader.
    ///
    /// A line that it returns `nil` for is an error; in a text of a newer version it is skipped.
    func forEach(of word: String? = nil, _ read: (LedgerLine) -> Void?) throws(UnreadableLedger) {
        let start = word.map { Array("\($0) ".utf8) } ?? []
        for (index, bytes) in lines.enumerated() where bytes.starts(with: start) {
            let line = LedgerLine(parsing: bytes)
            if line?.word == LedgerFormat.needs { continue }
            if let line, read(line) != nil { continue }
            guard newer == nil else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            throw UnreadableLedger(
                line: index + 2, reason: "`\(text.prefix(80))` is not understood")
        }
    }
}
