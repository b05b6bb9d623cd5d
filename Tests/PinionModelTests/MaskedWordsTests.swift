import PinionModel
import Testing

@Suite(.timeLimit(.minutes(10)))
struct MaskedWordsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let masked: String
        var testDescription: String { text }
    }

    @Test(arguments: [
        Case(text: "task: non-zero exit (1)", masked: "task: non-zero exit (1)"),
        Case(text: "a\nb\u{1b}[31m", masked: "a b[31m"),
        Case(text: "dial postgres://app:pw@db:5432/x", masked: "dial postgres://•••@db:5432/x"),
        Case(text: "https://u:p@ss@host/a", masked: "https://•••@host/a"),
        Case(text: "https://host/a@b", masked: "https://host/a@b"),
        Case(text: "DB_PASSWORD=x1 started", masked: "DB_PASSWORD=••• started"),
        Case(text: "{\"api_key\": \"abc\", \"a\": 1}", masked: "{\"api_key\": \"•••\", \"a\": 1}"),
        Case(text: "Authorization: Bearer abc.def", masked: "Authorization: •••"),
        Case(text: "?token=abc&x=1", masked: "?token=•••&x=1"),
        Case(text: "key AKIAABCDEFGHIJKLMNOP here", masked: "key ••• here"),
        Case(text: "AKIA is a prefix", masked: "AKIA is a prefix"),
        Case(text: "x -----BEGIN KEY----- abc", masked: "x •••"),
        Case(
            text: "cannot read arn:aws:secretsmanager:r:1:secret:db-x",
            masked: "cannot read arn:aws:secretsmanager:r:1:secret:db-x"),
        Case(text: "password=", masked: "password="),
        Case(
            text: "exec: \"/bin/get-token\": stat /bin/get-token: no such file or directory",
            masked: "exec: \"/bin/get-token\": stat /bin/get-token: no such file or directory"),
        Case(
            text: "exec: \"secretd\": executable file not found in $PATH: unknown",
            masked: "exec: \"secretd\": executable file not found in $PATH: unknown"),
        // An error's word is one only where it stands as an error writes it.
        Case(text: "token=stat", masked: "token=•••"),
        Case(text: "\"token\": \"no\"", masked: "\"token\": \"•••\""),
        Case(text: "token:no", masked: "token:•••"),
        Case(text: "token: notes", masked: "token: •••"),
        Case(text: "", masked: ""),
    ])
    func `fault 67: what looks like a secret is masked`(_ one: Case) {
        #expect(maskedWords(one.text) == one.masked)
        #expect(maskedWords(one.masked) == one.masked)
    }

    @Test func `it is cut after it was masked`() {
        #expect(maskedWords("token=abcdefghijkl", atMost: 8) == "token=••…")
        #expect(maskedWords(String(repeating: "x", count: 400)).count == 301)
    }
}
