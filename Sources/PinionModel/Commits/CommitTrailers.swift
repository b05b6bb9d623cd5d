/// The trailers of a commit's message: its lines for programs.
///
/// Trailers are the last of several paragraphs if each of its lines is `Key: value` or continues
/// one (`man git-interpret-trailers`). A paragraph with any other line has no trailers, so that a
/// message quoted in prose has no effect.
package struct CommitTrailers: Hashable, Sendable {
    private struct Trailer: Hashable {
        let key: String
        var value: String
    }

    private let trailers: [Trailer]

    /// Reads the trailers of a whole message.
    package init(parsing message: String) {
        var trailers: [Trailer] = []
        for line in Self.lastParagraph(of: message) {
            if let first = line.first, first == " " || first == "\t", !trailers.isEmpty {
                trailers[trailers.count - 1].value += " " + Self.trimmed(line)
                continue
            }
            guard let colon = line.firstIndex(of: ":"), Self.isKey(line[..<colon]) else {
                self.trailers = []
                return
            }
            let value = Self.trimmed(line[line.index(after: colon)...])
            trailers.append(Trailer(key: String(line[..<colon]), value: value))
        }
        self.trailers = trailers
    }

    /// Returns the values of a key, in the order of the message, without empty ones.
    package func values(of key: String) -> [String] {
        trailers.filter { $0.key == key && !$0.value.isEmpty }.map(\.value)
    }

    /// The intent id of a proposal's commit, 64 hexadecimal digits; `nil` unless exactly one.
    package var intent: String? {
        let values = trailers.filter { $0.key == "Pinion-Intent" }.map(\.value)
        guard values.count == 1, let value = values.first, Self.isSum(value) else { return nil }
        return value
    }

    /// Whether the message names this purpose and no other.
    package func isPurpose(_ word: String) -> Bool { values(of: "Pinion-Purpose") == [word] }

    /// Returns the lines of the last paragraph; empty if it is the only one.
    private static func lastParagraph(of message: String) -> ArraySlice<Substring> {
        // By bytes: in Swift, `\r\n` is one `Character`, which is not a line feed.
        let lines = message.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
            .map { Substring($0.last == 0x0d ? $0.dropLast() : $0) }
        guard let last = lines.lastIndex(where: { !isBlank($0) }),
            let blank = lines[...last].lastIndex(where: isBlank),
            lines[..<blank].contains(where: { !isBlank($0) })
        else { return [] }
        return lines[(blank + 1)...last]
    }

    private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }

    private static func isKey(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { $0.isAlphanumeric || $0 == 0x2d }
    }

    private static func isSum(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy(\.isHexDigit)
    }

    /// Returns what a proposal's commit did that needs an environment's ledger; `nil` if nothing.
    package func ledgerUse(of environment: Environment.Name) -> String? {
        let name = environment.description
        if isPurpose("rollback"), values(of: "Pinion-Environment") == [name] {
            return "rolled it back"
        }
        guard isPurpose("promote") else { return nil }
        let isSource = values(of: "Pinion-Source").contains { line in
            let origin = line.split(separator: ";").first ?? ""
            return origin.contains(" soaked ") && origin.hasSuffix(" in \(name)")
        }
        return isSource ? "promoted what had soaked in it" : nil
    }
}
