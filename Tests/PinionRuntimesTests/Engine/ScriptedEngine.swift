import PinionHTTP
import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionSyntax
import PinionTesting
import Synchronization
import Testing

/// An engine that answers from a script and remembers what it was asked; no socket is involved.
final class ScriptedEngine: EngineTransport {
    /// What was asked: method, path without the version, query decoded, body.
    struct Question: Sendable {
        let method: String
        let path: String
        let query: String
        let headers: Headers
        let body: String
    }

    /// What is answered.
    struct Answer: Sendable {
        var status = 200
        var body = "{}"
    }

    typealias Script = @Sendable (Question) -> Answer

    private let script: Script
    private let version: String
    private let clock: ProcessClock
    private let asked = Mutex<[Question]>([])

    init(
        version: String = "1.41", clock: ProcessClock = .test(), script: @escaping Script
    ) {
        self.version = version
        self.clock = clock
        self.script = script
    }

    /// Everything that was asked besides the version.
    var questions: [Question] { asked.withLock(\.self) }

    func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(HTTPError) -> HTTPResponse {
        let url = HTTPURL(endpoint: endpoint, target: request.target)
        if request.target == "/_ping" {
            return HTTPResponse(status: 200, headers: ["API-Version": version], body: [], url: url)
        }
        let parts = request.target.split(separator: "?", maxSplits: 1)
        let path = parts[0].drop { $0 == "/" }.drop { $0 != "/" }
        let question = Question(
            method: request.method.rawValue, path: String(path),
            query: parts.count > 1 ? Self.decoded(parts[1]) : "", headers: request.headers,
            body: String(decoding: request.body, as: UTF8.self))
        asked.withLock { $0.append(question) }
        let answer = script(question)
        return HTTPResponse(
            status: answer.status, headers: [:], body: Array(answer.body.utf8), url: url)
    }

    /// A client of this engine.
    var client: EngineClient {
        EngineClient(
            endpoint: EngineEndpoint(
                address: .unixSocket(path: "/scripted.sock"), source: .file),
            transport: self, clock: clock)
    }

    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2 {
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                bytes.append(UInt8(digits, radix: 16) ?? 0)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A permit that is always given.
let permitted: @Sendable () async throws(RuntimeError) -> Void = {}

/// Reads JSON of a test.
func json(_ text: String) throws -> JSONNode {
    try JSONNode(parsing: Array(text.utf8), named: "test")
}

/// A digest of a repeated digit.
// swift-format-ignore: NeverUseForceTry
func digest(_ digit: Character) -> Digest {
    try! Digest(parsing: "sha256:" + String(repeating: digit, count: 64))
}

/// A pinned image.
// swift-format-ignore: NeverUseForceTry, NeverForceUnwrap
func pinned(_ text: String) -> PinnedImage {
    PinnedImage(try! ImageReference(parsing: text))!
}

/// A seen image of a reference.
// swift-format-ignore: NeverUseForceTry
func seen(_ text: String) -> SeenImage {
    SeenImage(try! ImageReference(parsing: text))
}
