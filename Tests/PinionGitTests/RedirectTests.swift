import Dispatch
import Glibc
import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

/// A server on loopback that asks for credentials, and sends whoever has them elsewhere.
private final class LuringServer: Sendable {
    private let socket: Int32
    let port: Int

    init(to target: String) throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) + listen(socket, 8) + getsockname(socket, $0, &size)
            }
        }
        try #require(status == 0)
        self.socket = socket
        port = Int(UInt16(bigEndian: address.sin_port))
        DispatchQueue.global().async {
            while case let client = accept(socket, nil, nil), client >= 0 {
                Self.answer(client, target)
                close(client)
            }
        }
    }

    func stop() {
        shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private static func answer(_ client: Int32, _ target: String) {
        var request = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !request.contains("\r\n\r\n") {
            let count = read(client, &buffer, buffer.count)
            guard count > 0 else { return }
            request += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
        let path = request.split(separator: " ")[1]
        let head =
            request.contains("Authorization")
            ? "302 Found\r\nLocation: \(target)\(path)"
            : "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"git\""
        let answer =
            "HTTP/1.1 \(head)\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n"
            + "Connection: close\r\n\r\nno"
        _ = Array(answer.utf8).withUnsafeBytes { write(client, $0.baseAddress, $0.count) }
    }
}

@Suite(.timeLimit(.minutes(10)))
struct RedirectTests {
    @Test(arguments: ["127.0.0.1", "localhost"])
    func `fault 19, F8: credentials do not follow a redirect`(_ host: String) async throws {
        try await withScratch { scratch in
            _ = try await scratch.repository("srv/shop.git")
            try scratch.write("default login ada password s3cret\n", to: "home/.netrc")
            try await withGitServer(
                root: scratch.path(of: "srv"),
                credentials: GitHTTPServer.Credentials(user: "ada", password: "s3cret")
            ) { other in
                let server = try LuringServer(to: "http://\(host):\(other.port)")
                defer { server.stop() }
                let source = try await SourceRepository.open(
                    .named("http://127.0.0.1:\(server.port)/shop.git"), settings: scratch.settings()
                ).source()
                let error = await failure { _ = try await source.tip() }
                #expect(error != nil)
                #expect(other.requests.allSatisfy { $0.authorization == nil })
            }
        }
    }
}
