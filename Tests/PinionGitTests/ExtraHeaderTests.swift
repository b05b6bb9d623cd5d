import PinionProcess
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct ExtraHeaderTests {
    /// `a2ltOmh1bnRlcjI=` is `kim:hunter2`.
    static let basic = "AUTHORIZATION: basic a2ltOmh1bnRlcjI="
    static let kim = "kim:hunter2"

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let remote: String
        let settings: [(name: String, text: String)]
        let login: String?

        init(
            _ description: String, _ remote: String, _ settings: [(String, String)],
            _ login: String?
        ) {
            (testDescription, self.remote, self.login) = (description, remote, login)
            self.settings = settings.map { (name: $0.0, text: $0.1) }
        }
    }

    @Test(arguments: [
        Case("for all", "https://git.example/shop", [("http.extraheader", basic)], kim),
        Case(
            "of the server, as Actions write it", "https://git.example/shop/deploy",
            [("http.https://git.example/.extraheader", basic)], kim),
        Case(
            "of another server", "https://git.example/shop",
            [("http.https://other.example/.extraheader", basic)], nil),
        Case(
            "of a server whose name is longer", "https://git.example.evil/shop",
            [("http.https://git.example.extraheader", basic)], nil),
        Case(
            "of another scheme", "http://localhost/shop",
            [("http.https://localhost/.extraheader", basic)], nil),
        Case(
            "of another port", "https://git.example:8443/shop",
            [("http.https://git.example/.extraheader", basic)], nil),
        Case(
            "of a folder", "https://git.example/shop/deploy",
            [("http.https://git.example/shop.extraheader", basic)], kim),
        Case(
            "of a folder whose name is shorter", "https://git.example/shopping/deploy",
            [("http.https://git.example/shop.extraheader", basic)], nil),
        Case(
            "the closest counts", "https://git.example/shop/deploy",
            [
                ("http.https://git.example/shop/.extraheader", basic),
                ("http.https://git.example/.extraheader", "Authorization: Bearer other"),
                ("http.extraheader", "Authorization: Bearer another"),
            ], kim),
        Case(
            "a token", "https://git.example/shop",
            [("http.extraheader", "Authorization:  BEARER  t0ken")], "oauth2:t0ken"),
        Case(
            "another header", "https://git.example/shop",
            [("http.extraheader", "X-Trace: a2ltOmh1bnRlcjI=")], nil),
        Case(
            "several headers", "https://git.example/shop",
            [("http.extraheader", basic), ("http.extraheader", "X-Trace: 1")], kim),
        Case(
            "an empty one takes back", "https://git.example/shop",
            [("http.extraheader", basic), ("http.extraheader", "")], nil),
        Case("no base 64", "https://git.example/x", [("http.extraheader", "A: basic !")], nil),
        Case("over SSH", "ssh://git@git.example/shop", [("http.extraheader", basic)], nil),
        Case("another setting", "https://git.example/x", [("http.extraheaders", basic)], nil),
    ])
    func `the header that fits a remote is its login`(_ row: Case) throws {
        guard case .url(let remote) = try RemoteAddress(parsing: row.remote) else {
            Issue.record("no URL")
            return
        }
        let headers = row.settings.compactMap { ExtraHeader(setting: $0.name, text: $0.text) }
        let login = ExtraHeader.login(for: remote, in: headers)
        #expect(login.map { "\($0.user):\($0.secret.revealed)" } == row.login)
    }

    @Test(arguments: [
        ("https://ada:s3cr%40t@git.example/shop", "ada:s3cr@t"),
        ("https://ada:@git.example/shop", nil), ("https://ada@git.example/shop", nil),
        ("https://:t0ken@git.example/shop", ":t0ken"),
    ])
    func `a login in an address of git's settings is read, and in no text`(
        _ row: (text: String, login: String?)
    ) throws {
        guard case .url(let url) = try RemoteAddress(parsing: row.text, mayHoldPassword: true)
        else {
            Issue.record("no URL")
            return
        }
        #expect(url.login.map { "\($0.user):\($0.secret.revealed)" } == row.login)
        for text in [url.description, url.address, RemoteLocation(url).description] {
            #expect(!text.contains("s3cr") && !text.contains("t0ken"), "\(text)")
        }
        #expect(!"\(url)".contains("s3cr"))
    }

    @Test(arguments: [
        "ssh://git:s3cret@git.example/shop", "https://ada:s3cr%4@git.example/shop",
        "https://ada:s3cr%00t@git.example/shop",
    ])
    func `a login that cannot be used is refused and not shown`(_ text: String) {
        let error = #expect(throws: (any Error).self) {
            try RemoteAddress(parsing: text, mayHoldPassword: true)
        }
        #expect(!"\(error!)".contains("s3cr"))
    }
}
