import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

/// Proposals that are signed by SSH keys, verified by git itself.
@Suite(.timeLimit(.minutes(10)))
struct SigningTests {
    /// The ways in which git's user.signingKey names a key.
    enum Way: CaseIterable {
        case privateFile, publicFile, literal, deprecatedLiteral, agentAlone
    }

    private struct Keys {
        let scratch: Scratch
        let path: String
        /// The public key as its file has it, without the comment.
        let written: String

        init(in scratch: Scratch, passphrase: String = "") async throws {
            self.scratch = scratch
            path = scratch.path(of: "key")
            try await Command(
                "ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", path]
            ).succeed()
            let text = try await Command("cat", [path + ".pub"]).succeed()
            written = text.split(separator: " ").prefix(2).joined(separator: " ")
        }

        /// Runs work with an agent that holds the key, and ends the agent.
        func withAgent(_ work: (String) async throws -> Void) async throws {
            let socket = scratch.path(of: "agent")
            let words = try await Command("ssh-agent", ["-s", "-a", socket]).succeed()
            let id = words.split(separator: ";").compactMap { part in
                part.split(separator: "SSH_AGENT_PID=").dropFirst().first.map(String.init)
            }.first
            do {
                let agent = ["SSH_AUTH_SOCK": socket]
                try await Command("ssh-add", ["-q", path], environment: agent).succeed()
                try await work(socket)
            } catch {
                try await Command("kill", [try #require(id)]).succeed()
                throw error
            }
            try await Command("kill", [try #require(id)]).succeed()
        }
    }

    private func write(
        _ ground: BranchStoreFixture, _ environment: [String: String] = [:]
    ) async throws -> CommitID {
        let place = try await SourceRepository.open(
            .named(ground.address), settings: ground.scratch.settings(environment: environment))
        let base = try await place.source().tip().id
        return try await place.publisher(signing: .ssh).write(draft(onto: base))
    }

    private func verify(_ commit: CommitID, by keys: Keys, _ ground: BranchStoreFixture)
        async throws
    {
        let signers = try ground.scratch.write("pinion@localhost \(keys.written)\n", to: "signers")
        try await ground.repository.git(
            "-c", "gpg.format=ssh", "-c", "gpg.ssh.allowedSignersFile=\(signers)",
            "verify-commit", commit.description)
        try await ground.repository.git("fsck", "--strict")
    }

    @Test(arguments: Way.allCases)
    func `a proposal is signed by the key that git's settings name`(_ way: Way) async throws {
        try await withPublishing(.local) { ground in
            let keys = try await Keys(in: ground.scratch)
            let setting: String? =
                switch way {
                case .privateFile: keys.path
                case .publicFile: keys.path + ".pub"
                case .literal: "key::\(keys.written)"
                case .deprecatedLiteral: keys.written
                case .agentAlone: nil
                }
            if let setting { try await ground.repository.git("config", "user.signingkey", setting) }
            try await keys.withAgent { socket in
                let commit = try await write(ground, ["SSH_AUTH_SOCK": socket])
                try await verify(commit, by: keys, ground)
                // The same change by the same key is the same commit.
                #expect(try await write(ground, ["SSH_AUTH_SOCK": socket]) == commit)
            }
        }
    }

    @Test func `nothing is signed where pinion_yaml does not ask, whatever git's settings say`()
        async throws
    {
        try await withPublishing(.local) { ground in
            let keys = try await Keys(in: ground.scratch)
            try await ground.repository.git("config", "user.signingkey", keys.path)
            try await ground.repository.git("config", "commit.gpgsign", "true")
            let place = try await ground.place()
            let base = try await place.source().tip().id
            let commit = try await place.publisher().write(draft(onto: base))
            let text = try await ground.repository.git("cat-file", "commit", commit.description)
            #expect(!text.contains("gpgsig"))
        }
    }

    @Test func `a key that cannot sign is an error, and nothing is written to a branch`()
        async throws
    {
        try await withPublishing(.local) { ground in
            let keys = try await Keys(in: ground.scratch, passphrase: "s3cret")
            for (setting, words) in [
                (keys.path, "cannot sign by \(keys.path)"), ("/nowhere/key", "/nowhere/key"),
                ("key::ssh-ed25519 AAAA", "a key of ssh-agent"),
                ("", "git's user.signingKey is not set, and ssh-agent has no key"),
            ] {
                try await ground.repository.git("config", "user.signingkey", setting)
                let error = await publishError { _ = try await write(ground) }
                guard case .unsigned(let reason) = error else {
                    Issue.record("\(setting): \(String(describing: error))")
                    continue
                }
                #expect(reason.contains(words), "\(reason)")
                #expect(!reason.contains("s3cret"))
            }
        }
    }

    @Test func `a server that takes signed commits alone is answered with the setting`()
        async throws
    {
        try await withPublishing(.http) { ground in
            try ground.repository.setHook(
                "pre-receive", "echo 'Commits must have verified signatures.' >&2; exit 1")
            let place = try await ground.place()
            let publisher = place.publisher()
            let commit = try await publisher.write(draft(onto: place.source().tip().id))
            let error = await publishError {
                try await publisher.push(commit, to: bump, expecting: nil)
            }
            guard case .refused(_, let reason, let remedy) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("verified signatures"))
            #expect(remedy.contains("`sign: ssh`") && remedy.contains("commit.gpgSign"))
        }
    }
}
