import PinionSyntax
import Testing

/// The mistakes of a YAML text called `f`, as they are printed; empty when it is read.
func mistakes(inYAML text: String) -> String {
    mistakes(inYAML: Array(text.utf8))
}

/// The mistakes of the bytes of a YAML text called `f`.
func mistakes(inYAML bytes: [UInt8]) -> String {
    do throws(SyntaxError) {
        _ = try YAMLNode(parsing: SourceText(path: "f", bytes: bytes))
        return ""
    } catch {
        return error.description
    }
}

/// The mistake of a JSON text called `f`, as it is printed; empty when it is read.
func mistakes(inJSON text: String, maximumSize: Int = 1 << 20) -> String {
    mistakes(inJSON: Array(text.utf8), maximumSize: maximumSize)
}

/// The mistake of the bytes of a JSON text called `f`.
func mistakes(inJSON bytes: [UInt8], maximumSize: Int = 1 << 20) -> String {
    do throws(SyntaxError) {
        _ = try JSONNode(parsing: bytes, named: "f", maximumSize: maximumSize)
        return ""
    } catch {
        return error.description
    }
}

/// The tree of a YAML text.
func yaml(_ text: String) throws -> YAMLNode {
    try YAMLNode(parsing: SourceText(path: "f", bytes: Array(text.utf8)))
}

/// The tree of a JSON text.
func json(_ text: String) throws -> JSONNode {
    try JSONNode(parsing: Array(text.utf8), named: "f")
}

extension SourceText {
    /// The bytes of the text after some edits.
    func applying(_ edits: [Edit]) throws(SyntaxError) -> [UInt8] {
        try bytes.applying(edits, named: path)
    }
}

/// A text that must be refused with a message.
struct Refusal: Sendable, CustomTestStringConvertible {
    let text: [UInt8]
    let message: String

    init(_ text: String, _ message: String) {
        self.init(Array(text.utf8), message)
    }

    init(_ text: [UInt8], _ message: String) {
        self.text = text
        self.message = message
    }

    var testDescription: String {
        "\(String(decoding: text.prefix(40), as: UTF8.self).debugDescription)"
    }
}
