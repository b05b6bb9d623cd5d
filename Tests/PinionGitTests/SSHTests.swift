import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct SSHTests {
    private func withServer(
        _ body: (Scratch, SSHServer, BareRepository) async throws -> Void
    ) async throws {
        try await withScratch { scratch in
            let repository = try await scratch.repository()
            try await body(scratch, try await SSHServer.run(in: scratch), repository)
        }
    }

    private func place(
        _ server: SSHServer, _ repository: BareRepository, _ environment: [String: String] = [:]
    ) async throws -> SourceRepository {
        try await SourceRepository.open(
            .named(server.address(of: repository)),
            settings: server.scratch.settings(environment: environment))
    }

    @Test(arguments: ["ed25519", "ecdsa"])
    func `a key file reads the tip and writes the ledger`(_ type: String) async throws {
        try await withServer { _, server, repository in
            try await server.introduce()
            try await server.authorize("home/.ssh/id_\(type)", type: type)
            let place = try await place(server, repository)
            let tip = try await place.source().tip()
            let main = try await repository.commit("main")
            #expect(tip.id.description == main)
            let ledger = try await place.ledger(.remote)
            let one = try await ledger.append(record("one"), to: production, onto: nil)
            #expect(try await ledger.tip(of: production) == one)
        }
    }

    @Test func `PINION_SSH_KEY names the one key that is used`() async throws {
        try await withServer { scratch, server, repository in
            try await server.introduce()
            try await server.authorize("deploy")
            let key = ["PINION_SSH_KEY": scratch.path(of: "deploy")]
            _ = try await place(server, repository, key).source().tip()
        }
    }

    @Test func `a key of the agent is used`() async throws {
        try await withServer { scratch, server, repository in
            try await server.introduce()
            try await server.authorize("deploy")
            let socket = scratch.path(of: "agent")
            _ = try await Command("ssh-agent", ["-D", "-a", socket]).start(in: scratch)
            let add = Command(
                "ssh-add", ["-q", scratch.path(of: "deploy")],
                environment: ["SSH_AUTH_SOCK": socket])
            for _ in 0..<200 where try await add.run().code == 0 {
                break
            }
            let agent = ["SSH_AUTH_SOCK": socket]
            _ = try await place(server, repository, agent).source().tip()
        }
    }

    @Test func `fault 20: an unknown host key is refused with its fingerprint`() async throws {
        try await withServer { scratch, server, repository in
            try await server.authorize("home/.ssh/id_ed25519")
            let print = try await Command(
                "ssh-keygen", ["-lf", scratch.path(of: "ssh/host.pub")]
            ).succeed().split(separator: " ")[1]
            let source = try await place(server, repository).source()
            let error = await failure { _ = try await source.tip() }
            guard case .refused(_, let reason, let remedy) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason == "its host key \(print) is not in known_hosts")
            #expect(
                remedy.contains("ssh-keyscan -p \(server.port) 127.0.0.1 >> ~/.ssh/known_hosts"))
        }
    }

    @Test func `fault 20: a changed host key is refused`() async throws {
        try await withServer { scratch, server, repository in
            try await server.authorize("home/.ssh/id_ed25519")
            try await server.makeKey("other", type: "ed25519")
            let key = try scratch.read("other.pub").split(separator: " ").prefix(2)
            try scratch.write(
                "[127.0.0.1]:\(server.port) \(key.joined(separator: " "))\n",
                to: "home/.ssh/known_hosts")
            let source = try await place(server, repository).source()
            let error = await failure { _ = try await source.tip() }
            guard case .refused(_, let reason, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("is not the one in known_hosts"))
        }
    }

    @Test func `F13: an RSA key that the server refuses is named as the reason`() async throws {
        try await withServer { _, server, repository in
            try await server.introduce()
            try await server.authorize("home/.ssh/id_rsa", type: "rsa")
            let source = try await place(server, repository).source()
            let error = await failure { _ = try await source.tip() }
            guard case .refused(_, let reason, let remedy) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("id_rsa not accepted"))
            #expect(remedy.contains("RSA keys do not work"))
        }
    }

    @Test func `a key with a passphrase is told, and no key at all too`() async throws {
        try await withServer { _, server, repository in
            try await server.introduce()
            let source = try await place(server, repository).source()
            let none = await failure { _ = try await source.tip() }
            #expect(none?.description.contains("no key was found") == true)
            try await server.authorize("home/.ssh/id_ed25519", passphrase: "s3cret")
            let locked = await failure { _ = try await source.tip() }
            #expect(locked?.description.contains("has a passphrase: add it to ssh-agent") == true)
        }
    }
}
