import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

/// The branch of most proposals.
let bump = "pinion/production/bump"

/// An intent's id that tells which it is.
func intent(_ digit: Character = "a") -> String { String(repeating: digit, count: 64) }

/// A message as Pinion writes it.
func message(_ intent: String) -> String {
    "production: bump web\n\nweb 1.0 to 1.1\n\nPinion-Purpose: bump\n"
        + "Pinion-Environment: production\nPinion-Intent: \(intent)\n"
}

/// A draft that changes the pins of production.
func draft(
    onto parent: CommitID, _ text: String = "services: { web: 1 }\n",
    intent: String = intent()
) -> CommitDraft {
    CommitDraft(
        parent: parent,
        files: [
            RepositoryFile(
                path: "environments/production/pins.yaml", contents: Array(text.utf8))
        ],
        message: message(intent), at: Timestamp(secondsSinceEpoch: 1_800_000_000))
}

/// The author of Pinion's own commits.
let pinion = "Pinion <pinion@localhost>"

/// A repository that proposals are pushed to, and the ways to it.
struct BranchStoreFixture: Sendable {
    /// How it is reached.
    enum Way: Sendable, CaseIterable {
        case local
        case http
        case ssh

        /// Those that go over a network.
        static let remote: [Way] = [.http, .ssh]
    }

    let way: Way
    let scratch: Scratch
    let repository: BareRepository
    /// The server, where the way is HTTP.
    let http: GitHTTPServer?
    /// The server, where the way is SSH.
    let ssh: SSHServer?
    let address: String

    /// Opens the place as a new run would; with caches of its own where it has another name.
    func place(cache: String = "cache") async throws -> SourceRepository {
        try await SourceRepository.open(.named(address), settings: scratch.settings(cache: cache))
    }

    /// What a hook does to kill the server that runs it, and the one that listens.
    var killAll: String { "\(ssh.map { "kill -9 \($0.process);" } ?? "") kill -9 $PPID" }

    /// Brings a killed server back.
    func revive() async throws {
        http?.misbehave(nil)
        try await ssh?.start()
    }

    /// A hook that runs once refs have moved, before the server tells so.
    func afterLanding(_ script: String) throws {
        // The reference-transaction hook knows no refs of a push from others; one push is one transaction.
        try repository.setHook(
            "reference-transaction", "cat > /dev/null; test \"$1\" = committed || exit 0\n\(script)"
        )
    }

    /// Removes a hook's power.
    func removeHook(_ name: String) throws { try repository.setHook(name, "exit 0") }

    /// A commit by somebody else on a branch.
    @discardableResult
    func theirs(_ text: String = "theirs\n", on branch: String = "main") async throws -> CommitID {
        let id = try await repository.commit(["README.md": text], message: "Theirs", on: branch)
        return try #require(CommitID(parsing: id))
    }

    /// The tip of a branch.
    func tip(of branch: String) async throws -> CommitID? {
        try await repository.commit("refs/heads/\(branch)").flatMap { CommitID(parsing: $0) }
    }
}

/// Lends a repository that proposals can be pushed to.
func withPublishing(
    _ way: BranchStoreFixture.Way, _ body: (BranchStoreFixture) async throws -> Void
) async throws {
    try await withScratch { scratch in
        let repository = try await scratch.repository("srv/shop.git")
        func fixture(
            _ address: String, http: GitHTTPServer? = nil, ssh: SSHServer? = nil
        ) -> BranchStoreFixture {
            BranchStoreFixture(
                way: way, scratch: scratch, repository: repository, http: http, ssh: ssh,
                address: address)
        }
        switch way {
        case .local: try await body(fixture(repository.path))
        case .http:
            try await withGitServer(root: scratch.path(of: "srv")) { server in
                try await body(fixture(server.address(of: "shop.git"), http: server))
            }
        case .ssh:
            let server = try await SSHServer.run(in: scratch)
            try await server.introduce()
            try await server.authorize("home/.ssh/id_ed25519")
            try await body(fixture(try await server.address(of: repository), ssh: server))
        }
    }
}

/// The error that a piece of publishing throws.
func publishError(_ work: () async throws -> Void) async -> PublishError? {
    await failure(of: PublishError.self, work)
}
