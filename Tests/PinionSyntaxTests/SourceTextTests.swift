import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `Source text` {
    static let refusals: [Refusal] = [
        Refusal(
            "\u{FEFF}a: b\n",
            "f:1:1: a byte-order mark (U+FEFF) is not allowed; remove it, or save the file as UTF-8 without one"
        ),
        Refusal(
            "a: é\u{FEFF}\n",
            "f:1:5: a byte-order mark (U+FEFF) is not allowed; remove it, or save the file as UTF-8 without one"
        ),
        Refusal("a: b\0\n", "f:1:5: a NUL byte is not allowed; save the file as UTF-8 text"),
        Refusal(
            "a: b\rc: d\n",
            "f:1:5: a carriage return without a line feed is not allowed; end lines with LF or CRLF"
        ),
        Refusal(
            "a: b\r\r\n",
            "f:1:5: a carriage return without a line feed is not allowed; end lines with LF or CRLF"
        ),
        Refusal(
            "a: b\n\u{85}", "f:2:1: the line end U+0085 is not allowed; end lines with LF or CRLF"),
        Refusal(
            "ü: \u{2028}\n",
            "f:1:4: the line separator U+2028 is not allowed; end lines with LF or CRLF"
        ),
        Refusal(
            "ü: \u{2029}",
            "f:1:4: the paragraph separator U+2029 is not allowed; end lines with LF or CRLF"
        ),
        Refusal(
            Array("a: ".utf8) + [0xC3, 0x28],
            "f:1:4: the bytes from here are not UTF-8; save the file as UTF-8"
        ),
        Refusal([0xFF, 0xFE], "f:1:1: the bytes from here are not UTF-8; save the file as UTF-8"),
        Refusal(  // An overlong slash.
            Array("a\nb".utf8) + [0xC0, 0xAF],
            "f:2:2: the bytes from here are not UTF-8; save the file as UTF-8"
        ),
        Refusal(  // A surrogate.
            [0xED, 0xA0, 0x80], "f:1:1: the bytes from here are not UTF-8; save the file as UTF-8"
        ),
        Refusal(
            [UInt8](repeating: 0x61, count: 4 << 20) + [0x61],
            "f:1:1: the file has 4194305 bytes, more than the limit of 4 MiB; split it into smaller files"
        ),
        Refusal(
            "a\rb\0",
            """
            f:1:2: a carriage return without a line feed is not allowed; end lines with LF or CRLF
            f:1:4: a NUL byte is not allowed; save the file as UTF-8 text
            """
        ),
    ]

    @Test(arguments: [
        "version https://git-lfs.github.com/spec/v1\noid sha256:0f3c\nsize 12345\n",
        "version https://git-lfs.github.com/spec/v1\r\noid sha256:0f3c\r\n",
        "version https://hawser.github.com/spec/v1\noid sha256:0f3c\nsize 12345\n",
    ])
    func `a pointer of Git LFS is called one, in YAML and in JSON`(text: String) {
        for message in [mistakes(inYAML: text), mistakes(inJSON: text)] {
            #expect(message.hasPrefix("f:1:1: this is the pointer of Git LFS to the file"))
        }
        #expect(mistakes(inYAML: "version: https://git-lfs.github.com/spec/v1\n") == "")
    }

    @Test(arguments: refusals)
    func `fault 28: bytes that git and YAML see differently are refused`(_ refusal: Refusal) {
        #expect(mistakes(inYAML: refusal.text) == refusal.message)
    }

    @Test func `fault 28: CRLF line ends are read and kept`() throws {
        let text = "a: b\r\nc:\r\n  d: é\r\n"
        let source = try SourceText(path: "f", bytes: Array(text.utf8))
        let tree = try YAMLNode(parsing: source)
        #expect(tree["a"]?.scalar == "b")
        #expect(tree["c"]?["d"]?.scalar == "é")
        #expect(source.lineEnding == Array("\r\n".utf8))
        #expect(try source.applying([]) == source.bytes)
    }

    @Test func `a file of exactly 4 MiB is read`() throws {
        let bytes = [UInt8](repeating: 0x61, count: SourceText.maximumSize)
        #expect(try SourceText(path: "f", bytes: bytes).bytes.count == 4 << 20)
    }

    @Test func `positions count lines from 1 and characters from 1`() throws {
        let source = try SourceText(path: "f", bytes: Array("aé\r\n日本x\n".utf8))
        let expected: [(Int, String)] = [
            (0, "1:1"), (1, "1:2"), (3, "1:3"), (5, "2:1"), (8, "2:2"), (11, "2:3"), (12, "2:4"),
            (13, "3:1"), (99, "3:1"), (-1, "1:1"),
        ]
        for (offset, position) in expected {
            #expect(source.position(at: offset).description == position)
        }
        #expect(source.text(in: 5..<11) == "日本")
    }

    @Test func `a hostile file does not flood the report`() throws {
        let error = #expect(throws: SyntaxError.self) {
            try SourceText(path: "f", bytes: [UInt8](repeating: 0, count: 10_000))
        }
        #expect(error?.problems.count == 100)
    }
}
