import PinionModel
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct RemoteAddressTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let text: String
        let read: String
        var testDescription: String { text }
    }

    static let accepted: [Case] = [
        Case(text: "https://example.com/shop.git", read: "https://example.com/shop.git"),
        Case(text: "HTTPS://Example.COM:443/shop", read: "https://example.com/shop"),
        Case(text: "https://ada@example.com:8443/shop", read: "https://example.com:8443/shop"),
        Case(text: "ssh://git@example.com:2222/~/shop", read: "ssh://example.com:2222/~/shop"),
        Case(text: "git@github.com:acme/shop.git", read: "ssh://github.com/acme/shop.git"),
        Case(text: "example.com:/srv/shop.git", read: "ssh://example.com/srv/shop.git"),
        Case(text: "http://127.0.0.1:8080/shop", read: "http://127.0.0.1:8080/shop"),
        Case(text: "http://localhost/shop", read: "http://localhost/shop"),
        Case(text: "http://[::1]:9/shop", read: "http://[::1]:9/shop"),
        Case(text: "file:///srv/a%20b.git", read: "/srv/a b.git"),
        Case(text: "file://localhost/srv/a.git", read: "/srv/a.git"),
        Case(text: "/srv/a.git", read: "/srv/a.git"),
        Case(text: "../a.git", read: "../a.git"),
        Case(text: "./a:b", read: "./a:b"),
    ]

    @Test(arguments: accepted)
    func `an address is read as git reads it`(_ example: Case) throws {
        switch try RemoteAddress(parsing: example.text) {
        case .path(let path): #expect(path == example.read)
        case .url(let url): #expect(url.description == example.read)
        }
    }

    static let refused: [Case] = [
        Case(text: "git://example.com/shop", read: "the scheme git is not supported"),
        Case(text: "ftp://example.com/shop", read: "the scheme ftp is not supported"),
        Case(text: "ext::sh -c x", read: "ext"),
        Case(text: "http://example.com/shop", read: "loopback hosts alone"),
        Case(text: "http://127.0.0.1.example.com/shop", read: "loopback hosts alone"),
        Case(text: "http://127.1/shop", read: "loopback hosts alone"),
        Case(text: "https://ada:s3cret@example.com/shop", read: "holds a password"),
        Case(text: "https://example.com", read: "names no path"),
        Case(text: "https:///shop", read: "names no host"),
        Case(text: "https://-oProxyCommand=x/shop", read: "names no host"),
        Case(text: "ssh://-oProxyCommand=x/shop", read: "names no host"),
        Case(text: "https://example.com:0/shop", read: "names no host"),
        Case(text: "https://example.com:99999/shop", read: "names no host"),
        Case(text: "https://exa mple.com/shop", read: "names no host"),
        Case(text: "https://example.com/a\nb", read: "no text"),
        Case(text: "file://server/share", read: "absolute path"),
        Case(text: "", read: "empty"),
    ]

    @Test(arguments: refused)
    func `an address that is not safe is refused`(_ example: Case) throws {
        let address = try? RemoteAddress(parsing: example.text)
        if example.text.hasPrefix("ext::") {
            // What git would run as a command is here an ordinary, missing path or host.
            if case .url(let url)? = address { #expect(url.scheme == .ssh) }
            return
        }
        let error = try #require(throws: SourceError.self) {
            try RemoteAddress(parsing: example.text)
        }
        #expect(error.description.contains(example.read), "\(error)")
        #expect(!error.description.contains("s3cret"))
    }
}
