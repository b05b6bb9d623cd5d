import PinionProcess
import Testing

@testable import PinionHTTP

@Suite(.timeLimit(.minutes(10)))
struct ValuesTests {
    @Test func `a secret shows in no text, dump or mirror`() {
        let secret = Secret("hunter2")
        var text = "\(secret) \(String(reflecting: secret)) \([secret]) \(Optional(secret) as Any)"
        dump(secret, to: &text)
        dump(["key": secret], to: &text)
        #expect(!text.contains("hunter2"))
        #expect(secret.revealed == "hunter2")
    }

    @Test func `a request shows neither credentials nor query nor body`() {
        var request = HTTPRequest(.post, "/token?password=hunter2", body: Array("hunter2".utf8))
        request.headers.authorize("Bearer", Secret("hunter2"))
        request.headers["X-Registry-Auth"] = "hunter2"
        var text = "\(request) \(String(reflecting: request)) \(request.headers)"
        text += "\(request.headers.fields)"
        dump(request, to: &text)
        dump(request.headers, to: &text)
        #expect(!text.contains("hunter2"))
        #expect(request.description == "POST /token")
    }

    @Test func `header names have no case, and values keep their order`() {
        var headers: Headers = ["Link": "a", "link": "b"]
        #expect(headers.values(of: "LINK") == ["a", "b"])
        headers["lInK"] = "c"
        #expect(headers.values(of: "link") == ["c"])
        headers["Link"] = nil
        #expect(headers.fields.isEmpty)
    }

    struct Wait: Sendable, CustomTestStringConvertible {
        let headers: Headers
        let seconds: Int?
        var testDescription: String { headers.description }

        init(_ headers: Headers, _ seconds: Int?) {
            self.headers = headers
            self.seconds = seconds
        }
    }

    @Test(arguments: [
        Wait(["Retry-After": "7"], 7),
        Wait(["Retry-After": "0"], 0),
        Wait(["Retry-After": "99999999999999999999999"], 3600),  // absurd
        Wait(["Retry-After": "-5"], nil),
        Wait(["Retry-After": "soon"], nil),
        Wait(["Retry-After": ""], nil),
        Wait([:], nil),
        Wait(
            [
                "Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT",
                "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
            ], 10),
        Wait(
            [
                "Retry-After": "Sun, 06 Nov 1994 08:49:27 GMT",
                "Date": "Sun, 06 Nov 1994 08:49:37 GMT",
            ], 0),
        Wait(["Retry-After": "Sun, 06 Nov 1994 08:49:47 GMT"], nil),  // nothing to measure it from
        Wait(["Retry-After": "Sun, 36 Nov 1994 08:49:47 GMT"], nil),
    ])
    func `fault 38: Retry-After is seconds or a date, and never absurd`(_ row: Wait) {
        #expect(row.headers.retryAfter == row.seconds.map { .seconds($0) })
    }

    @Test func `pauses double up to a cap, and are spread over their upper half`() {
        let policy = HTTPPolicy()
        #expect(policy.pause(after: 1, jitter: 1) == .milliseconds(250))
        #expect(policy.pause(after: 1, jitter: 0) == .milliseconds(125))
        #expect(policy.pause(after: 3, jitter: 1) == .seconds(1))
        #expect(policy.pause(after: 60, jitter: 1) == .seconds(10))
    }

    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("AWS:ÿ~?", "QVdTOsO/fj8="),
    ])
    func `base 64 is written and read`(_ text: String, _ encoded: String) {
        #expect(Base64.encoded(Array(text.utf8)) == encoded)
        #expect(Base64.decoded(encoded) == Array(text.utf8))
    }

    @Test func `base 64 of another alphabet is read, and nothing else`() {
        #expect(Base64.decoded("w78_") == [0xc3, 0xbf, 0x3f])
        #expect(Base64.decoded("a b") == nil)
    }
}
