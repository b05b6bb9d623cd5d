/// The trailer by which a commit of a proposal says what it was made for.
///
/// A trailer stands in the last paragraph of a message of several, all of whose lines are trailers
/// or go on with one (`man git-interpret-trailers`).
enum IntentTrailer {
    private static let key = "Pinion-Intent"

    /// The value of a message's trailer: 64 hexadecimal digits; nil where there is none, or several.
    static func value(in message: String) -> String? {
        // By bytes: to Swift's characters a Windows line end is one, and no line feed.
        let lines = message.utf8.split(separator: 0x0a, omittingEmptySubsequences: false)
            .map { Substring($0.last == 0x0d ? $0.dropLast() : $0) }
        guard let last = lines.lastIndex(where: { !isBlank($0) }),
            let blank = lines[...last].lastIndex(where: isBlank),
            lines[..<blank].contains(where: { !isBlank($0) })
        else { return nil }
        var values: [Substring] = []
        for line in lines[(blank + 1)...last] where !line.hasPrefix(" ") && !line.hasPrefix("\t") {
            guard let colon = line.firstIndex(of: ":"), isKey(line[..<colon]) else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            if line[..<colon] == key { values.append(value) }
        }
        guard values.count == 1, let value = values.first, isSum(value) else { return nil }
        return String(value)
    }

    private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }

    private static func isKey(_ text: Substring) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5a).contains($0)
                    || (0x61...0x7a).contains($0) || $0 == 0x2d
            }
    }

    private static func isSum(_ text: Substring) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
