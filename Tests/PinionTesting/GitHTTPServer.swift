import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A git server on loopback: smart HTTP, through `git http-backend`, with pushes allowed.
///
/// It serves every bare repository below its root, many clients at once, and misbehaves on demand.
package final class GitHTTPServer: Sendable {
    /// What the server does wrong.
    package enum Misbehaviour: Sendable, Hashable {
        /// What a fetch asks for (`POST …/git-upload-pack`) waits for the gate; its discovery is answered.
        case withholdFetch
        /// A push's discovery (`GET …/info/refs?service=git-receive-pack`) waits for the gate.
        case withholdPushDiscovery
        /// A push waits for the gate before it is carried out.
        case withholdPush
        /// A push is carried out, and its answer waits for the gate.
        case withholdPushAnswer
        /// A push is carried out, and the connection closed without an answer.
        case closeAfterPush
        /// A push is carried out, and its connection closed without an answer, as all that come after.
        case dieAfterPush
        /// A push's connection is closed before it is carried out, as all that come after.
        case dieBeforePush
        /// Every connection is closed without an answer.
        case hangUp
        /// A push's discovery and the push itself are answered with 403.
        case forbidPushes
        /// Every request waits this long before it is carried out.
        case delay(Duration)
        /// Every request is answered with a redirect to the same path below another base address.
        case redirect(to: String)
        /// Every request is read and never answered.
        case silence
        /// Every answer leaves at this rate, as over a slow line.
        case slow(bytesPerSecond: Int)
        /// Every answer to a fetch stops after some bytes, and its connection stays open.
        case stall(after: Int)
        /// Every answer says that it is this much later than it is here.
        case clockAhead(Duration)
        /// A discovery lists refs without an end.
        case endlessRefs
    }

    /// A user who may read and push; everybody may where the server names none.
    package struct Credentials: Sendable, Hashable {
        /// The user's name.
        package let user: String
        /// The user's password, as it stands in the request.
        package let password: String

        /// A user with a password.
        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        var header: String { "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())" }
    }

    private struct State {
        var misbehaviour: Misbehaviour?
        var requests: [GitRequest] = []
    }

    /// The port on 127.0.0.1.
    package let port: Int
    /// Where withheld requests wait: `waitForArrivals` tells that one does, `open` lets all go on.
    package let gate = Gate()
    let root: String
    let credentials: Credentials?
    private let state = Mutex(State())

    fileprivate init(port: Int, root: String, credentials: Credentials?) {
        self.port = port
        self.root = root
        self.credentials = credentials
    }

    /// The base address, without a final slash.
    package var address: String { "http://127.0.0.1:\(port)" }

    /// The address of a repository by its path below the root.
    package func address(of repository: String) -> String { "\(address)/\(repository)" }

    /// Changes how the server misbehaves from the next request on; `nil` is good manners.
    package func misbehave(_ misbehaviour: Misbehaviour?) {
        state.withLock { $0.misbehaviour = misbehaviour }
    }

    /// Every request so far, in the order of arrival, whatever became of it.
    package var requests: [GitRequest] { state.withLock { $0.requests } }

    /// Takes note of a request, and says how to misbehave on it.
    func record(_ request: GitRequest) -> Misbehaviour? {
        state.withLock { state in
            state.requests.append(request)
            return state.misbehaviour
        }
    }

    /// How many requests of a kind arrived so far.
    package func count(of kind: GitRequest.Kind) -> Int {
        requests.count { $0.kind == kind }
    }
}

/// Serves the bare repositories below a folder while the test runs.
package func withGitServer<Result>(
    root: String, credentials: GitHTTPServer.Credentials? = nil,
    _ body: (GitHTTPServer) async throws -> Result
) async throws -> Result {
    let listener = try await listen()
    let server = GitHTTPServer(
        port: listener.channel.localAddress?.port ?? 0, root: root, credentials: credentials)
    let serving = Task(executorPreference: ServerExecutor()) {
        try await serve(listener, for: server)
    }
    do {
        let result = try await body(server)
        try? await listener.channel.close()
        _ = await serving.result
        return result
    } catch {
        try? await listener.channel.close()
        _ = await serving.result
        throw error
    }
}

/// Connections arrive as plain channels, which read nothing yet: one that arrives while the server ends is dropped,
/// and an asynchronous channel that is dropped ends the whole process.
private typealias Listener = NIOAsyncChannel<any Channel, Never>

private func listen() async throws -> Listener {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.backlog, value: 256)
        .childChannelOption(.autoRead, value: false)
        .bind(host: "127.0.0.1", port: 0) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                return channel
            }
        }
}

private func serve(_ listener: Listener, for server: GitHTTPServer) async throws {
    try await listener.executeThenClose { connections in
        try await withThrowingDiscardingTaskGroup { group in
            for try await connection in connections {
                group.addTask { await GitConnection(server: server).serve(connection) }
            }
            group.cancelAll()
        }
    }
}
