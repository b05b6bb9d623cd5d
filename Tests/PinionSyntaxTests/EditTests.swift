import PinionSyntax
import Testing

@Suite(.timeLimit(.minutes(10)))
struct `Edits of a text` {
    @Test func `edits apply in the order of the text and may not overlap`() throws {
        let source = try SourceText(path: "f", bytes: Array("abcdef".utf8))
        let edits = [
            Edit(range: 4..<5, replacement: []), Edit(range: 1..<2, replacement: [0x78, 0x79]),
            Edit(range: 2..<2, replacement: [0x7A]),
        ]
        #expect(try source.applying(edits) == Array("axyzcdf".utf8))
        let overlap = #expect(throws: SyntaxError.self) {
            try source.applying([
                Edit(range: 1..<3, replacement: []), Edit(range: 2..<4, replacement: []),
            ])
        }
        #expect(
            overlap?.description
                == "f:1:3: two edits overlap; read the text again and make the edits one by one"
        )
        #expect(throws: SyntaxError.self) {
            try source.applying([Edit(range: 6..<7, replacement: [])])
        }
    }
}
