import PinionHTTP
import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionSyntax
import PinionTesting
import Synchronization

/// An engine in memory with a few containers: it does what it is asked, and fails when it is told to.
final class ModelEngine: EngineTransport {
    struct Box: Hashable, Sendable {
        var name: String
        var image: Int
        var state: String
    }

    /// When a write's answer is lost.
    enum Loss: Hashable, Sendable, CaseIterable {
        /// The engine did not do it.
        case before
        /// It did.
        case after
    }

    private struct State {
        var boxes: [String: Box] = [:]
        /// When each was started and ended, by the engine's clock.
        var started: [String: Int64] = [:]
        var finished: [String: Int64] = [:]
        var now: Int64 = 1_795_973_441
        var made = 0
        var writes = 0
        var asked: [String] = []
        /// What was ordered to stop, when.
        var orders: [(id: String, at: Int64)] = []
        /// How often the next starts are refused for what stands on the host.
        var obstacles = 0
    }

    private let state = Mutex(State())
    private let lost: (write: Int, loss: Loss)?
    /// Whether the second image's containers run on.
    private let isGood: Bool
    /// The verb that the engine refuses.
    private let refused: String?

    convenience init(
        _ boxes: Box..., isGood: Bool = true, losing lost: (write: Int, loss: Loss)? = nil,
        refusing refused: String? = nil
    ) {
        self.init(boxes, isGood: isGood, losing: lost, refusing: refused)
    }

    init(
        _ boxes: [Box], isGood: Bool = true, losing lost: (write: Int, loss: Loss)? = nil,
        refusing refused: String? = nil
    ) {
        self.lost = lost
        self.refused = refused
        self.isGood = isGood
        state.withLock { state in
            for box in boxes { Self.add(box, to: &state) }
        }
    }

    var boxes: [Box] { state.withLock { $0.boxes.values.sorted { $0.name < $1.name } } }
    var writes: Int { state.withLock(\.writes) }
    /// The paths that were only looked at, in order.
    var asked: [String] { state.withLock(\.asked) }

    var runtime: DockerRuntime { runtime() }

    /// Lets somebody else start or stop what has a name.
    func set(_ name: String, to boxState: String) {
        state.withLock { state in
            for (id, box) in state.boxes where box.name == name {
                state.boxes[id]?.state = boxState
            }
        }
    }

    /// Lets somebody else stop what has a name, as `docker stop` does.
    func order(_ name: String) {
        state.withLock { state in
            for (id, box) in state.boxes where box.name == name {
                state.orders.append((id, state.now))
                state.boxes[id]?.state = "exited"
                state.finished[id] = state.now
            }
        }
    }

    /// Lets the next starts of the second image fail for what stands on the host.
    func obstruct(_ times: Int) { state.withLock { $0.obstacles = times } }

    /// A runtime that does something in place of each wait.
    func runtime(
        criticalSections: any CriticalSections = UnguardedSections(),
        waiting: @escaping @Sendable () -> Void = {}
    ) -> DockerRuntime {
        let clock = ProcessClock.test(pause: { _ in
            waiting()
            await Task.yield()
        })
        return runtime(clock: clock, probation: .zero, criticalSections: criticalSections)
    }

    /// A runtime that waits by a clock.
    func runtime(
        clock: ProcessClock, probation: Duration,
        criticalSections: any CriticalSections = UnguardedSections()
    ) -> DockerRuntime {
        DockerRuntime(
            client: EngineClient(
                endpoint: EngineEndpoint(address: .unixSocket(path: "/model"), source: .file),
                transport: self, clock: clock),
            scope: .all, probation: probation, criticalSections: criticalSections)
    }

    func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(HTTPError) -> HTTPResponse {
        let url = HTTPURL(endpoint: endpoint, target: request.target)
        if request.target == "/_ping" {
            return HTTPResponse(status: 200, headers: ["API-Version": "1.41"], body: [], url: url)
        }
        let isWrite = request.method != .get
        let loss = state.withLock { state -> Loss? in
            state.writes += isWrite ? 1 : 0
            if !isWrite { state.asked.append(String(request.target.dropFirst("/v1.41".count))) }
            state.now += 1
            return isWrite && state.writes == lost?.write ? lost?.loss : nil
        }
        if loss == .before { throw .connectionLost(endpoint, reason: "reset") }
        let (status, body) = state.withLock { answer(request, &$0) }
        if loss == .after { throw .connectionLost(endpoint, reason: "reset") }
        return HTTPResponse(status: status, headers: [:], body: Array(body.utf8), url: url)
    }

    private static func id(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 12 - digits.count) + digits
            + String(repeating: "e", count: 52)
    }

    private static func add(_ box: Box, to state: inout State) {
        state.made += 1
        let whole = id(state.made)
        state.boxes[whole] = box
        if box.state != "created" { state.started[whole] = state.now }
        if box.state == "exited" { state.finished[whole] = state.now }
    }

    private func answer(_ request: HTTPRequest, _ state: inout State) -> (Int, String) {
        let parts = request.target.split(separator: "?", maxSplits: 1)
        let path = parts[0].split(separator: "/").dropFirst().map(String.init)
        let name = parts.count > 1 ? parts[1].split(separator: "=").last.map(String.init) ?? "" : ""
        if let refused, path.last == refused { return (400, #"{"message":"no such thing"}"#) }
        switch (request.method, path.first, path.last) {
        case (.get, "info", _):
            let now = Timestamp(secondsSinceEpoch: state.now)
            return (200, #"{"ID":"model","SystemTime":"\#(now)"}"#)
        case (.get, "events", _):
            let lines = state.orders.map {
                #"{"Type":"container","Action":"kill","Actor":{"ID":"\#($0.id)","Attributes":"#
                    + #"{"signal":"15"}},"timeNano":\#($0.at * 1_000_000_000 + 5)}"#
            }
            return (200, lines.joined(separator: "\n"))
        case (.get, "images", "json") where path.count == 2:
            return (200, "[\(Self.image(1)),\(Self.image(2)),\(Self.image(3))]")
        case (.get, "images", _): return (200, Self.image(Self.image(named: path[1])))
        case (.get, "containers", "json") where path.count == 2:
            return (200, "[" + state.boxes.map(Self.listed).joined(separator: ",") + "]")
        case (.post, _, "create"):
            guard !state.boxes.values.contains(where: { $0.name == name }) else {
                return (409, "{}")
            }
            Self.add(
                Box(name: name, image: Self.image(in: request.body), state: "created"), to: &state)
            return (201, #"{"Id":"\#(Self.id(state.made))"}"#)
        default: break
        }
        guard path.count > 1, state.boxes[path[1]] != nil else { return (404, "{}") }
        return self.answer(request.method, path[1], path.last ?? "", name, &state)
    }

    private func answer(
        _ method: HTTPRequest.Method, _ id: String, _ verb: String, _ name: String,
        _ state: inout State
    ) -> (Int, String) {
        guard let box = state.boxes[id] else { return (404, "{}") }
        switch verb {
        case "json": return (200, Self.inspected(id, box, state))
        case "rename":
            guard !state.boxes.values.contains(where: { $0.name == name }) else {
                return (409, "{}")
            }
            state.boxes[id]?.name = name
        case "stop":
            guard box.state == "running" else { return (304, "") }
            state.orders.append((id, state.now))
            state.boxes[id]?.state = "exited"
            state.finished[id] = state.now
        case "start" where state.obstacles > 0:
            state.obstacles -= 1
            return (500, #"{"message":"Bind for 0.0.0.0:80 failed: port is already allocated"}"#)
        case "start":
            state.boxes[id]?.state = box.image == 2 && !isGood ? "exited" : "running"
            state.started[id] = state.now
            if box.image == 2, !isGood { state.finished[id] = state.now }
        case "logs": return (200, "")
        default:
            guard box.state != "running" else { return (409, "{}") }
            state.boxes[id] = nil
        }
        return (204, "")
    }

    private static func image(_ number: Int) -> String {
        #"{"Id":"image\#(number)","RepoDigests":["nginx@\#(digest(Character("\(number)")))"],"Config":{}}"#
    }

    private static func image(named name: String) -> Int {
        (1...3).first { name == "image\($0)" || name.hasSuffix("\(digest(Character("\($0)")))") }
            ?? 0
    }

    private static func image(in body: [UInt8]) -> Int {
        let text = String(decoding: body, as: UTF8.self)
        return (1...3).first { text.contains("\(digest(Character("\($0)")))\"") } ?? 0
    }

    private static func listed(_ id: String, _ box: Box) -> String {
        #"{"Id":"\#(id)","Names":["/\#(box.name)"],"State":"\#(box.state)","Labels":{}}"#
    }

    private static func inspected(_ id: String, _ box: Box, _ state: State) -> String {
        func time(_ moment: Int64?) -> String {
            moment.map { "\(Timestamp(secondsSinceEpoch: $0))" } ?? "0001-01-01T00:00:00Z"
        }
        return DockerAnswers.container(
            box.name, id: id, image: "image\(box.image)",
            reference: "nginx:\(box.image)@\(digest(Character("\(box.image)")))", state: box.state,
            networks: #"{"bridge":{}}"#, started: time(state.started[id]),
            finished: time(state.finished[id]))
    }
}
