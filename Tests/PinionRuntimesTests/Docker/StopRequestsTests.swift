import PinionModel
@testable import PinionRuntimes
import Testing

/// What an engine's events tell of who stopped a container.
@Suite(.timeLimit(.minutes(10)))
struct StopRequestsTests {
    private static let id = DockerAnswers.id
    /// 2026-11-23T12:00:00Z, when it was started.
    private static let start: Int64 = 1_795_435_200

    private func event(_ action: String, _ signal: String, _ seconds: Int64, id: String = id)
        -> String
    {
        #"{"Type":"container","Action":"\#(action)","Actor":{"ID":"\#(id)","Attributes":"#
            + #"{"signal":"\#(signal)"}},"timeNano":\#((Self.start + seconds) * 1_000_000_000)}"#
    }

    private func container(_ state: String = "running", _ config: String = "", code: Int = 1) throws
        -> DockerContainer
    {
        try DockerAnswers.parsed(
            DockerAnswers.container(
                state: state, config: config, started: "2026-11-23T12:00:00.5Z",
                finished: "2026-11-23T12:10:00Z"
            ).replacing(#""ExitCode":1"#, with: #""ExitCode":\#(code)"#))
    }

    struct Request: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let signal: String
        var stop = ""
        var at: Int64 = 60
        let isStop: Bool
        let isEnd: Bool
    }

    @Test(arguments: [
        Request(testDescription: "docker stop", signal: "15", isStop: true, isEnd: true),
        Request(testDescription: "docker kill", signal: "9", isStop: true, isEnd: true),
        Request(testDescription: "reload", signal: "1", isStop: false, isEnd: false),
        Request(testDescription: "a dump of threads", signal: "3", isStop: false, isEnd: false),
        Request(
            testDescription: "its own signal, by name", signal: "3", stop: "SIGQUIT", isStop: true,
            isEnd: true),
        Request(
            testDescription: "its own signal, by number", signal: "28", stop: "28", isStop: true,
            isEnd: true),
        Request(
            testDescription: "its own signal of real time", signal: "37", stop: "SIGRTMIN+3",
            isStop: true, isEnd: true),
        Request(testDescription: "abort", signal: "6", isStop: false, isEnd: true),
        Request(
            testDescription: "before it was started again", signal: "15", at: 0, isStop: false,
            isEnd: false),
    ])
    func `fault 58: an order to stop is told from a message`(_ request: Request) throws {
        let config = request.stop.isEmpty ? "" : #","StopSignal":"\#(request.stop)""#
        let requests = StopRequests(Array(event("kill", request.signal, request.at).utf8))
        let running = try container("running", config)
        #expect((requests.count(of: running, before: Self.start + 120) == 1) == request.isStop)
        #expect(requests.count(of: running, before: Self.start + 60) == 0)
        #expect(requests.count(of: running, before: Self.start + 3_700) == 0)
        #expect(requests.stopped(try container("exited", config)) == request.isEnd)
    }

    @Test func `fault 58: what an engine has forgotten is told by how the container ended`() throws
    {
        let other = String(repeating: "b", count: 64)
        let full = (0..<256).map { event("exec_start", "", 300 + Int64($0), id: other) }
        let forgotten = StopRequests(Array(full.joined(separator: "\n").utf8))
        #expect(forgotten.gap(since: (Self.start + 290) * 1_000_000_000) == 11)
        #expect(forgotten.gap(since: (Self.start + 310) * 1_000_000_000) == 0)
        for (code, isStopped) in [(143, true), (137, true), (0, false), (3, false)] {
            #expect(forgotten.stopped(try container("exited", code: code)) == isStopped)
        }
        // Fewer than an engine keeps: it was restarted since, or nobody asked.
        let whole = StopRequests(Array(full.dropLast().joined(separator: "\n").utf8))
        #expect(!whole.stopped(try container("exited", code: 143)))
        #expect(whole.gap(since: 0) == 0)
    }
}
