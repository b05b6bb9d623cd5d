import PinionHTTP
import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct EngineClientTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let theirs: String
        let outcome: String
        var testDescription: String { theirs }
    }

    @Test(arguments: [
        Case(theirs: "1.40", outcome: "/v1.40/info"),
        Case(theirs: "1.41", outcome: "/v1.41/info"),
        Case(theirs: "1.51", outcome: "/v1.51/info"),
        Case(theirs: "1.99", outcome: "/v1.51/info"),
        Case(
            theirs: "1.9",
            outcome:
                "cannot talk to unix:///x (named by environment.yaml or --endpoint): its API version 1.9 is "
                + "older than 1.40; update the engine to Docker 19.03 or newer"),
        Case(
            theirs: "",
            outcome:
                "cannot talk to unix:///x (named by environment.yaml or --endpoint): it does not answer as a "
                + "Docker engine does (status 200); name the socket of a Docker engine"),
    ])
    func `the lower of both versions is spoken`(_ one: Case) async {
        let outcome: String
        do {
            let client = EngineClient(
                endpoint: EngineEndpoint(address: .unixSocket(path: "/x"), source: .file),
                transport: Echo(version: one.theirs), clock: .test())
            let answer = try await client.send(.get, "/info")
            outcome = String(decoding: answer.body, as: UTF8.self)
        } catch {
            outcome = "\(error)"
        }
        #expect(outcome == one.outcome)
    }

    @Test func `a socket that is not there names the endpoint and what to do`() async {
        let client = EngineClient(
            endpoint: EngineEndpoint(
                address: .unixSocket(path: "/nonexistent/docker.sock"), source: .standard),
            transport: HTTPClient(clock: .system), clock: .system)
        await #expect(
            throws: RuntimeError.unreachable(
                endpoint: "unix:///nonexistent/docker.sock (the default)",
                reason: "there is no such socket",
                remedy: "start the engine (systemctl start docker), or name another endpoint")
        ) { try await client.send(.get, "/info") }
    }

    @Test func `an error is told in the engine's own words`() async {
        let engine = ScriptedEngine { _ in .init(status: 409, body: #"{"message":"name in use"}"#) }
        await #expect(
            throws: RuntimeError.refused(
                operation: "create it", reason: "name in use", remedy: "see there")
        ) { try await engine.client.send(.post, "/x").accepted("create it", remedy: "see there") }
    }

    @Test func `fault 48: a Swarm without a leader is asked again later`() async throws {
        let engine = ScriptedEngine { _ in .init(status: 503, body: #"{"message":"no leader"}"#) }
        let answer = try await engine.client.send(.get, "/services")
        let error = #expect(throws: RuntimeError.self) { try answer.accepted("list") }
        #expect(error?.isTransient == true)
    }

    @Test func `times of the engine order by time and not by text`() throws {
        let short = try #require(EngineTime(parsing: "2026-11-23T12:26:10.5Z"))
        let long = try #require(EngineTime(parsing: "2026-11-23T12:26:10.250713944Z"))
        let whole = try #require(EngineTime(parsing: "2026-11-23T12:26:10Z"))
        #expect(whole < long && long < short)
        #expect(EngineTime(parsing: "0001-01-01T00:00:00Z") == nil)
        #expect(long.nanosecondsSinceEpoch - whole.nanosecondsSinceEpoch == 250_713_944)
    }

    @Test(arguments: [
        "", "Z", "2026-11-23T12:26:10", "2026-11-23T12:26:10.Z", "2026-11-23T12:26:10.1234567890Z",
        "2026-11-23T12:26:10.5.5Z", "2026-11-23T12:26:10.+5Z", "2026-11-23T12:26:10Z5Z",
        "2026-11-23T12:26:10.5ZZ", "2026-11-23T12:26:10.5+01:00",
    ])
    func `what is no time of an engine in UTC is refused`(_ text: String) {
        #expect(EngineTime(parsing: text) == nil)
    }
}

/// Answers with the path that was asked.
private struct Echo: EngineTransport {
    let version: String

    func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(HTTPError) -> HTTPResponse {
        HTTPResponse(
            status: 200, headers: version.isEmpty ? [:] : ["Api-Version": version],
            body: Array(request.target.utf8),
            url: HTTPURL(endpoint: endpoint, target: request.target))
    }
}
