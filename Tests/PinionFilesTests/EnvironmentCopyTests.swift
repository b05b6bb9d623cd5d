import PinionFiles
import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Testing

/// `init --from`: what is copied byte for byte, and what must be another's.
@Suite(.timeLimit(.minutes(10)))
struct EnvironmentCopyTests {
    private static let reader = ProjectReader(kinds: RuntimeKinds.all) { _ in true }
    private static let commit = LookCommit.id
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    private enum LookCommit {
        static let id: CommitID = {
            guard let id = CommitID(parsing: String(repeating: "a", count: 40)) else {
                preconditionFailure("no commit")
            }
            return id
        }()
    }

    private static func files(_ environment: String, _ more: [(String, String)] = [])
        -> [RepositoryFile]
    {
        let pins = "# ours\r\nservices:\r\n  web: r.example.com/web:1@\(digest)   # keep\r\n"
        return ([("eu/environment.yaml", environment), ("eu/pins.yaml", pins)] + more).map {
            RepositoryFile(path: "environments/\($0.0)", contents: Array($0.1.utf8))
        }
    }

    private static func copy(
        _ files: [RepositoryFile], endpoint: String? = nil
    ) throws -> [String: String] {
        let copies = try EnvironmentCopy(
            of: "eu", to: "us", in: "environments", machine: "new", endpoint: endpoint
        ).files(of: commit, from: files, with: reader)
        return Dictionary(
            uniqueKeysWithValues: copies.map {
                ($0.path, String(decoding: $0.contents, as: UTF8.self))
            })
    }

    private static let comment =
        "# Made by `pinion init us --from eu` from commit aaaaaaa: the settings and pins of eu, for another machine."

    @Test(arguments: [
        (
            "runtime: { docker: { all: true, id: old } } # keep\napply: automatic # by Ada\n",
            "runtime: { docker: { all: true, id: new } } # keep\napply: never # by Ada\n"
        ),
        (
            "# The shop\r\nruntime:\r\n  swarm:\r\n    stack: shop\r\n    id: \"old\"\r\nlimits: { changes: 3 }\r\n",
            "# The shop\r\nruntime:\r\n  swarm:\r\n    stack: shop\r\n    id: new\r\nlimits: { changes: 3 }\r\n"
        ),
    ])
    func `its settings, pins and comments are copied, but for its machine and whether it applies`(
        _ before: String, _ after: String
    ) throws {
        let files = Self.files(before, [("eu/allowed_signers", "ada ssh-ed25519 AAAA\n")])
        let copies = try Self.copy(files)
        let ending = before.contains("\r\n") ? "\r\n" : "\n"
        #expect(copies["environments/us/environment.yaml"] == Self.comment + ending + after)
        for name in ["pins.yaml", "allowed_signers"] {
            let former = files.first { $0.path == "environments/eu/\(name)" }?.contents ?? []
            #expect(Array((copies["environments/us/\(name)"] ?? "").utf8) == former)
        }
        #expect(copies.count == 3)
    }

    @Test func `another endpoint takes the place of the written one`() throws {
        let text = "runtime: { docker: { endpoint: tcp://eu:2376, all: true, id: old } }\n"
        let copies = try Self.copy(Self.files(text), endpoint: "tcp://us:2376")
        #expect(
            copies["environments/us/environment.yaml"]
                == "\(Self.comment)\nruntime: { docker: { endpoint: tcp://us:2376, all: true, id: new } }\n"
        )
    }

    @Test func `what would be a mistake beside the others is none`() throws {
        // Without an id of its own the former one might be the same machine.
        let files = Self.files("runtime: { docker: { all: true } }\n")
        #expect(throws: (any Error).self) { try Self.copy(files) }
        let sandbox = Self.files("runtime: { sandbox: { state: x.json } }\n")
        #expect(throws: (any Error).self) { try Self.copy(sandbox) }
    }
}
