/// The trailers of a commit's message: what it says to programs.
///
/// They are the last paragraph of a message of several, and all of its lines are trailers, `Key:
/// value`, or go on with one (`man git-interpret-trailers`). A paragraph with one line of another
/// kind has none, so that whoever quotes a message among prose says nothing by it.
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
            trailers.append(
                Trailer(
                    key: String(line[..<colon]),
                    value: Self.trimmed(line[line.index(after: colon)...])))
        }
        self.trailers = trailers
    }

    /// The values of a key, in the order of the message, without those that are empty.
    package func values(of key: String) -> [String] {
        trailers.filter { $0.key == key && !$0.value.isEmpty }.map(\.value)
    }

    /// What a proposal's commit was made for: 64 hexadecimal digits; nil for none, or several.
    package var intent: String? {
        let values = trailers.filter { $0.key == "Pinion-Intent" }.map(\.value)
        guard values.count == 1, let value = values.first, Self.isSum(value) else { return nil }
        return value
    }

    /// Whether it says that the commit is of a purpose, and of no other.
    package func isPurpose(_ word: String) -> Bool { values(of: "Pinion-Purpose") == [word] }

    /// The lines of the last paragraph; none where it is the only one.
    private static func lastParagraph(of message: String) -> ArraySlice<Substring> {
        // By bytes: to Swift's characters a Windows line end is one, and no line feed.
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
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5a).contains($0)
                    || (0x61...0x7a).contains($0) || $0 == 0x2d
            }
    }

    private static func isSum(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}

extension CommitTrailers {
    /// What a proposal's commit did that needs an environment's ledger; nil for nothing.
    package func ledgerUse(of environment: Environment.Name) -> String? {
        let name = environment.description
        if isPurpose("rollback"), values(of: "Pinion-Environment") == [name] {
            return "rolled it back"
        }
        guard isPurpose("promote") else { return nil }
        let isSource = values(of: "Pinion-Source").contains { line in
            line.split(separator: ";").first.map {
                $0.contains(" soaked ") && $0.hasSuffix(" in \(name)")
            }
                ?? false
        }
        return isSource ? "promoted what had soaked in it" : nil
    }
}
