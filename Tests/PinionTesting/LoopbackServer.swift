import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A real HTTP server on `127.0.0.1` or a unix socket, which answers what a test says, also badly.
package final class LoopbackServer: Sendable {
    /// Answers a request; runs on the server's thread, so it must not block.
    package typealias Answer = @Sendable (Request) -> Reply

    /// What arrived.
    package struct Request: Sendable {
        /// The method.
        package let method: String
        /// Path and query as they stood on the request line.
        package let target: String
        /// The fields in order.
        package let headers: [(name: String, value: String)]
        /// The body.
        package let body: [UInt8]

        /// The target without its query.
        package var path: String { String(target.prefix { $0 != "?" }) }

        /// The query without its question mark.
        package var query: String { String(target.dropFirst(path.count + 1)) }

        /// The first value of a field.
        package subscript(name: String) -> String? {
            headers.first { $0.name.lowercased() == name.lowercased() }?.value
        }
    }

    /// What is answered.
    package indirect enum Reply: Sendable {
        /// A whole answer.
        case answer(Int, [(String, String)] = [], [UInt8] = [])
        /// Part of an answer that announces `of` bytes, then the end of the connection.
        case truncated(Int, [(String, String)], [UInt8], of: Int)
        /// Pieces of an answer without an announced length; then its end, or silence.
        case pieces(Int, [(String, String)], [[UInt8]], ends: Bool)
        /// Zeros without end.
        case flood
        /// Bytes that need not be HTTP, then the end of the connection.
        case raw([UInt8])
        /// Silence.
        case silence
        /// The end of the connection.
        case hangUp
        /// Another reply, later.
        case later(Duration, Reply)

        /// A whole answer with a text.
        package static func text(
            _ status: Int, _ headers: [(String, String)] = [], _ text: String = ""
        ) -> Reply { .answer(status, headers, Array(text.utf8)) }
    }

    /// Where a server listens and what it shows.
    package enum Place: Sendable {
        /// Plain HTTP on a free port.
        case loopback
        /// TLS on a free port; with an authority, clients must show a certificate of it.
        case tls(TestCertificates.Identity, clientAuthority: String? = nil)
        /// Plain HTTP on a unix socket.
        case unixSocket(path: String)
    }

    /// The port; 0 on a unix socket.
    package let port: Int
    private let channel: any Channel
    private let log: Log

    /// What arrived so far, in order.
    package var requests: [Request] { log.state.withLock { $0.requests } }

    /// How many connections were made so far.
    package var connections: Int { log.state.withLock { $0.connections } }

    /// How many requests were under way at the same time at most.
    package var busiest: Int { log.state.withLock { $0.busiest } }

    private init(channel: any Channel, log: Log) {
        self.channel = channel
        self.log = log
        port = channel.localAddress?.port ?? 0
    }

    /// Runs a server while `work` runs.
    package static func serving<Value: Sendable>(
        at place: Place = .loopback, answer: @escaping Answer,
        _ work: (LoopbackServer) async throws -> Value
    ) async throws -> Value {
        let server = try await start(at: place, answer: answer)
        do {
            let value = try await work(server)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Starts a server; ``stop()`` ends it.
    package static func start(
        at place: Place = .loopback, answer: @escaping Answer
    ) async throws -> LoopbackServer {
        let log = Log()
        let context = try tls(for: place)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
                    try pipeline.addHandler(LoopbackHandler(log: log, answer: answer))
                    log.opened(channel)
                }
            }
        let channel =
            if case .unixSocket(let path) = place {
                try await bootstrap.bind(unixDomainSocketPath: path).get()
            } else {
                try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            }
        return LoopbackServer(channel: channel, log: log)
    }

    /// Stops listening and ends every connection.
    package func stop() async {
        try? await channel.close()
        for connection in log.state.withLock({ $0.open }) { connection.close(promise: nil) }
    }

    private static func tls(for place: Place) throws -> NIOSSLContext? {
        guard case .tls(let identity, let clientAuthority) = place else { return nil }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8))
                .map { .certificate($0) },
            privateKey: .privateKey(
                try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem)))
        if let clientAuthority {
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates(
                try NIOSSLCertificate.fromPEMBytes(Array(clientAuthority.utf8)))
        }
        return try NIOSSLContext(configuration: configuration)
    }
}

/// What a server counted.
final class Log: Sendable {
    struct State {
        var requests: [LoopbackServer.Request] = []
        var connections = 0
        var underWay = 0
        var busiest = 0
        var open: [any Channel] = []
    }

    let state = Mutex(State())

    func opened(_ channel: any Channel) {
        state.withLock { state in
            state.connections += 1
            state.open.append(channel)
        }
    }

    func arrived(_ request: LoopbackServer.Request) {
        state.withLock { state in
            state.requests.append(request)
            state.underWay += 1
            state.busiest = max(state.busiest, state.underWay)
        }
    }

    func answered() { state.withLock { $0.underWay -= 1 } }
}
