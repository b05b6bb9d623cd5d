import Glibc
import PinionTesting
import Testing

@testable import PinionGit

/// A real `sshd` on loopback, with keys of its own, for the user who runs the tests.
struct SSHServer: Sendable {
    let scratch: Scratch
    let port: Int
    private let daemon: RunningCommand?

    private init(scratch: Scratch, port: Int, daemon: RunningCommand? = nil) {
        self.scratch = scratch
        self.port = port
        self.daemon = daemon
    }

    /// The number of the process that listens.
    var process: Int32 { daemon?.number ?? 0 }

    /// Runs a server in a scratch folder whose `home` has no key and knows no host yet.
    static func run(in scratch: Scratch) async throws -> SSHServer {
        try scratch.makeFolder("ssh")
        try scratch.makeFolder("home/.ssh")
        // The folder for its unprivileged half, which the service's own unit makes elsewhere.
        mkdir("/run/sshd", 0o755)
        try scratch.write("", to: "ssh/authorized")
        // Between finding a free port and taking it, somebody else may take it.
        for _ in 0..<10 {
            let server = SSHServer(scratch: scratch, port: try freePort())
            if let daemon = try await server.start() {
                return SSHServer(scratch: scratch, port: server.port, daemon: daemon)
            }
        }
        throw GitError.missing(object: "a port for sshd")
    }

    /// Starts the server, again too; nil where its port is taken by now.
    @discardableResult
    func start() async throws -> RunningCommand? {
        if !scratch.has("ssh/host") { try await makeKey("ssh/host", type: "ed25519") }
        try scratch.write(
            """
            Port \(port)
            ListenAddress 127.0.0.1
            HostKey \(scratch.path(of: "ssh/host"))
            AuthorizedKeysFile \(scratch.path(of: "ssh/authorized"))
            PidFile none
            StrictModes no
            UsePAM no
            PermitRootLogin prohibit-password
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            """, to: "ssh/config")
        let daemon = try await Command(
            "/usr/sbin/sshd", ["-D", "-e", "-f", scratch.path(of: "ssh/config")]
        ).start(in: scratch)
        for _ in 0..<1000 {
            if try daemon.errors().contains("Server listening") { return daemon }
            if try daemon.errors().contains("Cannot bind any address") { return nil }
            _ = try await scan()
        }
        return nil
    }

    /// The host's lines for known_hosts; empty while the server does not listen.
    func scan() async throws -> String {
        try await Command("ssh-keyscan", ["-T", "1", "-p", "\(port)", "127.0.0.1"]).run().output
    }

    /// Lets the client know the host.
    func introduce() async throws {
        try scratch.write(await scan(), to: "home/.ssh/known_hosts")
    }

    /// Makes a key pair.
    func makeKey(_ name: String, type: String, passphrase: String = "") async throws {
        try await Command(
            "ssh-keygen", ["-q", "-t", type, "-N", passphrase, "-f", scratch.path(of: name)]
        ).succeed()
    }

    /// Makes a key pair that the server accepts.
    func authorize(_ name: String, type: String = "ed25519", passphrase: String = "") async throws {
        try await makeKey(name, type: type, passphrase: passphrase)
        try scratch.write(
            scratch.read("ssh/authorized") + scratch.read("\(name).pub"), to: "ssh/authorized")
    }

    /// The address of a repository by its absolute path.
    func address(of repository: BareRepository) async throws -> String {
        let user = try await Command("id", ["-un"]).succeed()
        return "ssh://\(user)@127.0.0.1:\(port)\(repository.path)"
    }

    private static func freePort() throws -> Int {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, size) + getsockname(socket, $0, &size)
            }
        }
        try #require(status == 0)
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
