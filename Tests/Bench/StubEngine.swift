import Dispatch
import Glibc
import Synchronization

/// An engine of a Swarm manager on a unix socket, with canned answers; it counts what it is asked.
final class StubEngine: Sendable {
    /// The answer to each path, without version and query.
    private let answers: [String: String]
    private let listener: Int32
    private let asked = Mutex<[String: Int]>([:])

    /// Listens until the process ends.
    init(at path: String, answers: [String: String]) throws {
        self.answers = answers
        listener = try UnixSocket.listening(at: path)
        let queue = DispatchQueue(label: "stub engine", attributes: .concurrent)
        queue.async { [self] in
            while case let connection = accept(listener, nil, nil), connection >= 0 {
                queue.async { self.serve(connection) }
            }
        }
    }

    /// How often each path was asked for since the last call.
    func takeCounts() -> [String: Int] {
        asked.withLock { counts in
            defer { counts = [:] }
            return counts
        }
    }

    private func serve(_ connection: Int32) {
        defer { close(connection) }
        while let head = UnixSocket.head(from: connection) {
            let path = Self.path(in: head)
            asked.withLock { $0[path, default: 0] += 1 }
            let body = answers[path]
            let answer = """
                HTTP/1.1 \(body == nil ? "404 Not Found" : "200 OK")\r
                Content-Type: application/json\r
                Api-Version: 1.41\r
                Content-Length: \((body ?? "{}").utf8.count)\r
                \r
                \(body ?? "{}")
                """
            guard UnixSocket.write(answer, to: connection) else { return }
        }
    }

    /// `GET /v1.41/services?status=true HTTP/1.1` → `/services`.
    private static func path(in head: String) -> String {
        let target = head.split(separator: " ").dropFirst().first ?? ""
        let path = target.prefix { $0 != "?" }
        guard path.hasPrefix("/v1.") else { return String(path) }
        return String(path.dropFirst().drop { $0 != "/" })
    }
}

/// Unix sockets with blocking calls.
enum UnixSocket {
    static func listening(at path: String) throws -> Int32 {
        try withAddress(path, "listen at") { socket, address, length in
            unlink(path)
            return bind(socket, address, length) == 0 && listen(socket, 64) == 0
        }
    }

    static func connected(to path: String) throws -> Int32 {
        try withAddress(path, "connect to") { socket, address, length in
            connect(socket, address, length) == 0
        }
    }

    /// The head of a message, up to the empty line; nil at the end of the connection.
    static func head(from socket: Int32) -> String? {
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(socket, &byte, 1) == 1 {
            bytes.append(byte)
            if bytes.suffix(4) == [13, 10, 13, 10] {
                return String(decoding: bytes, as: UTF8.self)
            }
        }
        return nil
    }

    /// Writes all bytes; false where the other side has gone.
    static func write(_ text: String, to socket: Int32) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func withAddress(
        _ path: String, _ verb: String,
        _ use: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) throws -> Int32 {
        let socket = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let isShort = withUnsafeMutableBytes(of: &address.sun_path) { place in
            guard path.utf8.count < place.count else { return false }
            place.copyBytes(from: path.utf8)
            return true
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isUsed = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { use(socket, $0, length) }
        }
        guard socket >= 0, isShort, isUsed else { throw BenchFailure("cannot \(verb) \(path)") }
        return socket
    }
}
