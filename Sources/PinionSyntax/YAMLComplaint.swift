/// A readable explanation of one of libyaml's terse messages.
///
/// libyaml distinguishes its errors by text only (`scanner.c` and `parser.c` of 0.2); an unknown
/// message is passed on unchanged.
struct YAMLComplaint: Error {
    package let problem: String
    let remedy: String

    static let tab = YAMLComplaint(
        problem: "a tab is used for indentation", remedy: "indent with spaces")

    private static let tag = YAMLComplaint(
        problem: "a tag is malformed", remedy: "remove it, and quote the value if it is a text")

    static let directive = YAMLComplaint(
        problem: "a directive is not allowed", remedy: "remove the lines that start with %")

    func at(_ position: Position) -> SyntaxProblem {
        SyntaxProblem(position: position, problem: problem, remedy: remedy)
    }

    /// Names the character that libyaml's reader refuses by its code (YAML 1.1, section 5.1).
    static func controlCharacter(after offset: Int, in source: SourceText) -> YAMLComplaint {
        let rest = String(decoding: source.bytes[min(offset, source.bytes.count)...], as: UTF8.self)
        let value = rest.unicodeScalars.first?.value ?? 0
        let digits = String(value, radix: 16, uppercase: true)
        let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return YAMLComplaint(
            problem: "the control character U+\(code) is not allowed",
            remedy: "remove it, or write it as an escape in double quotes")
    }
}

extension YAMLComplaint {
    /// Explains a failure as an unfinished construct, if its context says that it is one.
    init?(unfinished context: String, isAtEnd: Bool) {  // table
        switch context {
        case "while scanning a simple key":
            self.init(
                problem: "a text stands where a key is expected",
                remedy: "write `key: value`, or indent it if it continues the value above")
        case "while scanning a quoted scalar" where isAtEnd:
            self.init(problem: "the quoted text does not end", remedy: "close the quote")
        case "while parsing a flow sequence" where isAtEnd:
            self.init(problem: "the list does not end", remedy: "close it with ]")
        case "while parsing a flow mapping" where isAtEnd:
            self.init(problem: "the mapping does not end", remedy: "close it with }")
        case "while scanning a directive": self = Self.directive
        case "while scanning a tag": self = Self.tag
        case "while scanning an anchor":
            self.init(problem: "an anchor has no name", remedy: "remove it, or quote the text")
        case "while scanning an alias":
            self.init(problem: "an alias has no name", remedy: "quote the text that starts with *")
        case "while scanning a block scalar":
            self.init(
                problem: "the first line of a block of text goes wrong",
                remedy: "write | or > alone, with at most - or + and one digit after it")
        default: return nil
        }
    }

    /// Explains libyaml's message; `nil` if the message is unknown.
    init?(_ words: String, at byte: UInt8?) {  // table
        let character = byte.map { ShownText(String(UnicodeScalar($0))).description } ?? "the end"
        switch words {
        case "found character that cannot start any token":
            self.init(problem: "a text cannot start with \(character)", remedy: "quote it")
        case "did not find expected node content":
            self.init(
                problem: "a value is missing before \(character)",
                remedy: "write the value, or quote it if it starts with \(character)")
        case "did not find expected key":
            self.init(
                problem: "this does not continue the mapping above",
                remedy: "write `key: value` under its other keys, and quote a value as a whole")
        case "did not find expected '-' indicator":
            self.init(
                problem: "this does not continue the list above",
                remedy: "start the item with `- ` under the others")
        case "did not find expected ',' or ']'":
            self.init(
                problem: "a list in brackets goes wrong here", remedy: "write , or ] before it")
        case "did not find expected ',' or '}'":
            self.init(
                problem: "a mapping in braces goes wrong here", remedy: "write , or } before it")
        case "mapping values are not allowed in this context":
            self.init(
                problem: "a colon starts a value where none can stand",
                remedy: "quote a text that holds `: `, and check the indentation and the line above"
            )
        case "block sequence entries are not allowed in this context":
            self.init(problem: "a list cannot start here", remedy: "start it on a line of its own")
        case "mapping keys are not allowed in this context":
            self.init(problem: "a key cannot start here", remedy: "start it on a line of its own")
        case "found unknown escape character", "did not find expected hexdecimal number",
            "found invalid Unicode character escape code":
            self.init(
                problem: "the escape after the backslash is not one that YAML knows",
                remedy: "write \\\\ for a backslash, or use single quotes")
        case "did not find expected <document start>":
            self.init(
                problem: "a second document starts here", remedy: "keep one document in a file")
        case "found undefined tag handle": self = Self.tag
        case "found incompatible YAML document", "found duplicate %YAML directive",
            "found duplicate %TAG directive":
            self = Self.directive
        default: return nil
        }
    }
}
