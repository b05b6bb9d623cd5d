import PinionHTTP
import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionSyntax
import Synchronization

/// A real engine, and somebody who does something just before it is asked for some things.
final class MeddlingTransport: EngineTransport {
    typealias Hand = @Sendable (_ asked: String, _ number: Int) async -> Void

    private let client = HTTPClient(clock: .system)
    private let asked = Mutex<[String: Int]>([:])
    private let hand: Hand

    init(_ hand: @escaping Hand) { self.hand = hand }

    func send(
        _ request: HTTPRequest, to endpoint: Endpoint
    ) async throws(HTTPError) -> HTTPResponse {
        let path = request.target.split(separator: "?")[0].split(separator: "/").dropFirst()
        if request.method == .post, let verb = path.last.map(String.init) {
            let number = asked.withLock { asked in
                asked[verb, default: 0] += 1
                return asked[verb] ?? 0
            }
            await hand(verb, number)
        }
        return try await client.send(request, to: endpoint)
    }
}

extension EngineRig {
    /// The runtime over the test's own containers, with somebody's hand in between.
    func docker(
        probation: Duration = .milliseconds(300), _ hand: @escaping MeddlingTransport.Hand
    ) -> DockerRuntime {
        DockerRuntime(
            client: EngineClient(
                endpoint: client.endpoint, transport: MeddlingTransport(hand), clock: .system),
            scope: .label("owner=\(mark)"), probation: probation)
    }

    /// A body of a container of the test.
    func body(_ tag: String, _ more: String = "") throws -> String {
        #"{"Image":"\#(try repository()):\#(tag)","Labels":{"owner":"\#(mark)"}\#(more)}"#
    }

    /// Name and state of everything of the test.
    func states() async throws -> [String: String] {
        let list = try await ask(.get, "/containers/json", query: [("all", "true")])
        var states: [String: String] = [:]
        for one in list.array ?? [] {
            let name = one["Names"]?.array?.first?.string?.dropFirst() ?? ""
            if name.hasPrefix(mark) { states[String(name)] = one["State"]?.string }
        }
        return states
    }
}
