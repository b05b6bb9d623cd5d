/// One line between Pinion and its transport child: a verb and its fields.
///
/// Fields are separated by tabs; tabs, line feeds, carriage returns and backslashes inside them are
/// escaped. Credentials travel in such lines over a pipe, never in arguments.
struct Message: Hashable, Sendable {
    /// The version of the protocol; parent and child are the same executable, so a difference means
    /// that it was replaced during a run.
    static let version = "1"

    /// The kind of message.
    let verb: String
    /// The details of the message.
    let fields: [String]

    init(_ verb: String, _ fields: String...) { (self.verb, self.fields) = (verb, fields) }

    /// Reads a line without its line feed.
    init(line: String) {
        let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
            .map { Self.unescaped($0) }
        verb = parts.first ?? ""
        fields = Array(parts.dropFirst())
    }

    /// The line, with its line feed.
    var line: String { ([verb] + fields).map(Self.escaped).joined(separator: "\t") + "\n" }

    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\t": escaped += "\\t"
            case "\n": escaped += "\\n"
            case "\r": escaped += "\\r"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func unescaped(_ text: Substring) -> String {
        var plain = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let next = rest.popFirst() else {
                plain.append(scalar)
                continue
            }
            switch next {
            case "t": plain.append("\t")
            case "n": plain.append("\n")
            case "r": plain.append("\r")
            default: plain.append(next)
            }
        }
        return String(plain)
    }
}
