/// The text of `Fn::Sub`, split into parts ("Fn::Sub", Template Reference).
struct SubText {
    enum Part: Hashable {
        case literal(String)
        /// `${Name}` or `${Resource.Attribute}`.
        case variable(String)
        /// A `${` without an end, which CloudFormation refuses.
        case unfinished
    }

    let parts: [Part]

    /// Splits a text: `${!Name}` is the text `${Name}`, and blanks around a name are dropped.
    init(_ text: String) {
        var parts: [Part] = []
        var literal = ""
        var rest = Array(text.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            guard scalar == "$", rest.first == "{" else {
                literal.unicodeScalars.append(scalar)
                continue
            }
            guard let end = rest.firstIndex(of: "}") else {
                parts += [.literal(literal), .unfinished]
                literal = ""
                rest = []
                break
            }
            let inner = rest[(rest.startIndex + 1)..<end]
            rest = rest[(end + 1)...]
            if inner.first == "!" {
                literal += "${" + Self.string(inner.dropFirst()) + "}"
            } else {
                parts += [.literal(literal), .variable(Self.trimmed(inner))]
                literal = ""
            }
        }
        parts.append(.literal(literal))
        self.parts = parts.filter { $0 != .literal("") }
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars)
        return text
    }

    private static func trimmed(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        let start = scalars.firstIndex { $0 != " " } ?? scalars.endIndex
        let end = scalars.lastIndex { $0 != " " }.map { $0 + 1 } ?? start
        return string(scalars[start..<max(start, end)])
    }
}
