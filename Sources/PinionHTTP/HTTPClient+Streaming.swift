import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import PinionProcess
import Synchronization

extension HTTPClient {
    /// Sends a request once and hands its answer over while it arrives.
    ///
    /// Neither retried nor redirected, and it takes no place among the requests to its host: a stream may
    /// last long. It ends with `.timedOut` when the request's deadline passes, or when `read` waits
    /// longer than `idle` for the head or for the next bytes. What `read` throws comes out as it is.
    ///
    /// - Parameters:
    ///   - request: Its `maximumResponseBytes` bounds all bytes of the stream; `Int.max` for no bound.
    ///   - endpoint: The configured server.
    ///   - idle: How long the server may be silent.
    ///   - read: Reads the answer; the connection closes when it returns before the end.
    /// - Returns: What `read` returns.
    /// - Throws: ``HTTPError``, and whatever `read` throws.
    package func stream<Value: Sendable>(
        _ request: HTTPRequest, to endpoint: Endpoint, idle: Duration = .seconds(60),
        _ read: @escaping @Sendable (HTTPStream) async throws -> Value
    ) async throws -> Value {
        let idleTimer = IdleTimer(clock)
        return try await withThrowingTaskGroup(of: Value.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                let response = try await self.open(request, to: endpoint, allowed: .configured)
                idleTimer.ends()
                let limit = request.maximumResponseBytes
                let chunks = HTTPChunks(
                    response.body, of: endpoint, limit: limit, idleTimer: idleTimer)
                return try await read(
                    HTTPStream(
                        status: Int(response.status.code), headers: Headers(response.headers),
                        chunks: chunks))
            }
            group.addTask {
                try await self.clock.expiry(after: request.deadline)
                throw HTTPError.timedOut(endpoint, after: request.deadline)
            }
            group.addTask {
                try await idleTimer.lasts(idle.boundedByYear)
                throw HTTPError.timedOut(endpoint, after: idle)
            }
            guard let value = try await group.next() else { throw HTTPError.cancelled }
            return value
        }
    }
}

/// An answer whose body is still arriving.
package struct HTTPStream: Sendable {
    /// The status code.
    package let status: Int
    /// The header fields.
    package let headers: Headers
    /// The body in pieces, cut anywhere; read it once.
    package let chunks: HTTPChunks

    /// Reads what is left of the body into one piece, for the text of a refusal.
    package func body() async throws(HTTPError) -> [UInt8] {
        var body: [UInt8] = []
        for try await chunk in chunks { body += chunk }
        return body
    }
}

/// The bytes of a body as they arrive, up to a limit.
package struct HTTPChunks: AsyncSequence, Sendable {
    private let body: HTTPClientResponse.Body
    private let endpoint: Endpoint
    private let limit: Int
    private let idleTimer: IdleTimer?

    init(
        _ body: HTTPClientResponse.Body, of endpoint: Endpoint, limit: Int,
        idleTimer: IdleTimer? = nil
    ) {
        self.body = body
        self.endpoint = endpoint
        self.limit = limit
        self.idleTimer = idleTimer
    }

    /// Starts to read.
    package func makeAsyncIterator() -> Iterator {
        Iterator(
            base: body.makeAsyncIterator(), endpoint: endpoint, rest: limit, limit: limit,
            idleTimer: idleTimer)
    }

    /// Reads piece by piece.
    package struct Iterator: AsyncIteratorProtocol {
        fileprivate var base: HTTPClientResponse.Body.AsyncIterator
        fileprivate let endpoint: Endpoint
        fileprivate var rest: Int
        fileprivate let limit: Int
        fileprivate let idleTimer: IdleTimer?

        /// The next bytes; nil at the end of the body.
        package mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(HTTPError) -> [UInt8]? {
            idleTimer?.begins()
            defer { idleTimer?.ends() }
            let chunk: ByteBuffer?
            do { chunk = try await base.next(isolation: actor) } catch {
                throw HTTPError(error, at: endpoint, within: .zero)
            }
            guard let chunk else {
                if Task.isCancelled { throw .cancelled }
                return nil
            }
            rest -= chunk.readableBytes
            guard rest >= 0 else { throw .responseTooLarge(endpoint, limit: limit) }
            return Array(buffer: chunk)
        }

        /// The next bytes; nil at the end of the body.
        package mutating func next() async throws(HTTPError) -> [UInt8]? {
            try await next(isolation: #isolation)
        }
    }
}

/// Knows since when nothing arrived that somebody waits for.
final class IdleTimer: Sendable {
    private let clock: ProcessClock
    private let since: Mutex<ProcessClock.Instant?>

    /// Somebody waits from now on.
    init(_ clock: ProcessClock) {
        self.clock = clock
        since = Mutex(clock.now)
    }

    /// Somebody waits from now on.
    func begins() { since.withLock { $0 = clock.now } }

    /// Something arrived.
    func ends() { since.withLock { $0 = nil } }

    /// Returns once a silence has lasted so long.
    func lasts(_ limit: Duration) async throws {
        while true {
            let (started, now) = (since.withLock { $0 }, clock.now)
            let rest = (started ?? now) + limit - now
            if started != nil, rest <= .zero { return }
            try await clock.expiry(after: rest)
        }
    }
}
