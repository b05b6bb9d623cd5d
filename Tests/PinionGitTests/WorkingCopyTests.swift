import FoundationEssentials
import PinionModel
import PinionTesting
import Testing

@testable import PinionGit

@Suite(.timeLimit(.minutes(10)))
struct WorkingCopyTests {
    /// A clone of a repository with a first commit, whose files and commits a test changes.
    private struct Clone {
        let scratch: Scratch
        let origin: BareRepository
        let path: String

        @discardableResult
        func git(_ arguments: String...) async throws -> String {
            try await Command(
                "git", ["-C", path] + arguments, environment: BareRepository.isolation
            ).succeed()
        }

        func write(_ text: String, to name: String) throws {
            try scratch.write(text, to: "clone/\(name)")
        }

        /// What is not on the tracked branch, as `path: standing`.
        func unpublished() async throws -> [String] {
            let place = try await SourceRepository.open(
                .around(folder: path), settings: scratch.settings())
            let tip = try await place.source().tip()
            let branch = try await place.trackedBranch()
            return try await place.unpublishedFiles(
                at: ["environments", "pinion.yaml"], tip: tip.id, branch: branch
            ).map { "\($0.path): \($0.state)" }
        }
    }

    private func withClone(_ body: (Clone) async throws -> Void) async throws {
        try await withScratch { scratch in
            let origin = try await scratch.repository("origin.git")
            let path = scratch.path(of: "clone")
            try await Command(
                "git", ["clone", "-q", origin.path, path], environment: BareRepository.isolation
            ).succeed()
            try await body(Clone(scratch: scratch, origin: origin, path: path))
        }
    }

    @Test func `a clone in step has nothing unpublished`() async throws {
        try await withClone { clone in
            let unpublished = try await clone.unpublished()
            #expect(unpublished.isEmpty)
        }
    }

    @Test func `new, changed and deleted files are named until they are pushed`() async throws {
        try await withClone { clone in
            try clone.write("services: { a: b }\n", to: "environments/production/pins.yaml")
            try clone.write("x: y\n", to: "environments/production/more.pins.yaml")
            try clone.write("not read\n", to: "environments/production/notes.txt")
            try FileManager.default.removeItem(
                atPath: "\(clone.path)/environments/staging/environment.yaml")
            let names = [
                "environments/production/more.pins.yaml: ", "environments/production/pins.yaml: ",
                "environments/staging/environment.yaml: ",
            ]
            func expected(_ standing: String) -> [String] {
                [names[0] + standing, names[1] + standing, names[2] + "deleted"]
            }
            #expect(try await clone.unpublished() == expected("uncommitted"))
            try await clone.git("add", "-A")
            #expect(try await clone.unpublished() == expected("uncommitted"))
            try await clone.git("commit", "-qm", "Change")
            #expect(try await clone.unpublished() == expected("unpushed"))
            try await clone.git("push", "-q")
            #expect(try await clone.unpublished().isEmpty)
        }
    }

    @Test func `a clone that stayed behind has nothing unpublished`() async throws {
        try await withClone { clone in
            try await clone.origin.commit([
                "environments/production/pins.yaml": "services: { c: d }\n"
            ])
            #expect(try await clone.unpublished().isEmpty)
            try clone.write("services: { e: f }\n", to: "environments/staging/pins.yaml")
            #expect(
                try await clone.unpublished() == ["environments/staging/pins.yaml: uncommitted"])
        }
    }

    @Test func `a commit on another branch of the repository itself is unpushed`() async throws {
        try await withClone { clone in
            try await clone.git("remote", "remove", "origin")
            try await clone.git("checkout", "-qb", "topic")
            try clone.write("services: { a: b }\n", to: "environments/production/pins.yaml")
            try await clone.git("commit", "-qam", "Change")
            #expect(
                try await clone.unpublished() == ["environments/production/pins.yaml: unpushed"])
        }
    }

    @Test func `ignored files and files with converted line ends are in step`() async throws {
        try await withClone { clone in
            try clone.write("*.draft.yaml\n", to: ".gitignore")
            try clone.write("x\n", to: "environments/production/a.draft.yaml")
            try await clone.git("config", "core.autocrlf", "true")
            try clone.write("services: {}\r\n", to: "environments/production/pins.yaml")
            #expect(try await clone.unpublished().isEmpty)
        }
    }

    @Test func `a folder below finds the working copy, and origin by its path`() async throws {
        try await withClone { clone in
            let place = try await SourceRepository.open(
                .around(folder: "\(clone.path)/environments/staging"),
                settings: clone.scratch.settings())
            let root = try #require(place.workingCopy)
            #expect(root.hasSuffix("/clone"))
            #expect(place.label == "origin (\(clone.origin.path))")
            let id = try await clone.origin.commit(["environments/a/pins.yaml": "{}\n"])
            #expect(try await place.source().tip().id.description == id)
            let ledger = try await place.ledger(.remote)
            let one = try await ledger.append(record("one"), to: production, onto: nil)
            let there = try await clone.origin.commit("refs/pinion/ledger/production")
            #expect(there == one.description)
            #expect(!clone.scratch.has("cache"))
        }
    }

    @Test func `law 1: a person's own working copy tracks main, whatever is checked out`()
        async throws
    {
        try await withClone { clone in
            try await clone.git("remote", "remove", "origin")
            let main = try await clone.git("rev-parse", "main")
            try await clone.git("checkout", "-qb", "topic")
            try clone.write("x: y\n", to: "pinion.yaml")
            try await clone.git("commit", "-qam", "Change")
            let place = try await SourceRepository.open(
                .around(folder: clone.path), settings: clone.scratch.settings())
            #expect(try await place.trackedBranch() == "main")
            #expect(try await place.source().tip().id.description == main)
            let topic = try await clone.git("rev-parse", "topic")
            #expect(try await place.source(branch: "topic").tip().id.description == topic)
        }
    }

    @Test func `a remote that is not there is refused by its name`() async throws {
        try await withClone { clone in
            let error = await failure {
                _ = try await SourceRepository.open(
                    .around(folder: clone.path), remote: "upstream",
                    settings: clone.scratch.settings())
            }
            guard case .noSuchRevision(let name, _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(name.hasPrefix("remote “upstream”"))
        }
    }
}
