import Glibc
import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionTesting
import Testing

/// The sandbox's file: strict to read, replaced whole, changed by one at a time.
@Suite(.timeLimit(.minutes(10)))
struct SandboxFileTests {
    private typealias F = SandboxFixture

    @Test func `a state is read back as it was written`() async throws {
        try await F.run { sandbox in
            let proxy = ImageReference.test("localhost:5000/proxy@\(Digest.numbered(2))")
            await sandbox.registry.push(proxy)
            _ = try await sandbox.create(F.floating, instances: 3)
            try await sandbox.people.create(
                "api \u{e9}\"x".split(separator: " ").joined(separator: "-"),
                containers: [(name: "proxy", image: proxy), (name: "app", image: F.next)])
            try await sandbox.people.template("web", to: nil)
            try await sandbox.people.pace(rolloutSteps: 4)
            try await sandbox.people.fail("web", .rollout(.pauses, digest: F.new))
            try await sandbox.people.fail("web", .unverifiable)
            try await sandbox.people.update("web", to: F.next)
            let state = try SandboxFile(path: sandbox.path).read()
            #expect(state.isMoving)
            #expect(try SandboxState(parsing: state.bytes, named: "x") == state)
            try await sandbox.people.silence()
            let silent = try SandboxFile(path: sandbox.path).read()
            #expect(try SandboxState(parsing: silent.bytes, named: "x") == silent)
        }
    }

    @Test func `a missing file says how to make one`() async throws {
        try await F.run { sandbox in
            let error = await #expect(throws: RuntimeError.self) {
                _ = try await sandbox.runtime.observe(.inScope(pinned: []))
            }
            #expect(
                error?.description
                    == "cannot read the sandbox \(sandbox.path): there is no such file; "
                    + "create it with `pinion sandbox create`, or name the file that is meant")
            #expect(error?.isTransient == false)
            let other = await #expect(throws: RuntimeError.self) {
                try await sandbox.people.restart("web")
            }
            #expect(other == error)
        }
    }

    struct Case: Sendable, CustomTestStringConvertible {
        let from: String
        let to: String
        let reason: String
        var testDescription: String { reason }
    }

    private static let cases = [
        Case(
            from: "sandbox/v1", to: "sandbox/v9", reason: "schema is not \"pinion/sandbox/v1\""),
        Case(from: "\"services\"", to: "\"service\"", reason: "services is not an object"),
        Case(
            from: "\"version\": 1", to: "\"version\": -1",
            reason: "services.web.version is not a whole number from 0"),
        Case(
            from: "\"started\": \"2026", to: "\"started\": \"26",
            reason: "services.web.started is not a time like 2026-11-23T12:00:00Z"),
        Case(from: "\"id\": \"1-", to: "\"ID\": \"1-", reason: "services.web.id is not a text"),
        Case(
            from: "\"runs\"", to: "\"ran\"", reason: "services.web.runs is not an object"),
        Case(
            from: "\"web\": \"sha256:00", to: "\"web\": \"sha256:0",
            reason: "services.web.runs.web is not a digest "
                + "(a sha256 digest has 64 hexadecimal digits, not 63; copy the whole digest)"),
        Case(
            from: "\"declared\": \"reg", to: "\"declared\": \"reg ",
            reason: "services.web.containers.web.declared is not an image reference "
                + "(an image reference has no spaces and line breaks; take them out)"),
    ]

    @Test(arguments: cases) func `a file that is wrong is named with the place`(
        row: Case
    ) async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create()
            let file = SandboxFile(path: sandbox.path)
            let text = String(decoding: try file.read().bytes, as: UTF8.self)
            try write(text.replacing(row.from, with: row.to), to: sandbox.path)
            let error = #expect(throws: RuntimeError.self) { _ = try file.read() }
            #expect(
                error?.description
                    == "cannot read the sandbox \(sandbox.path): \(row.reason); mend the file, or "
                    + "delete it and make its services again with `pinion sandbox create`")
            await #expect(throws: RuntimeError.self) { try await sandbox.people.restart("web") }
        }
    }

    @Test func `fault 12: a half-written file is refused with its place`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create()
            let file = SandboxFile(path: sandbox.path)
            let text = String(decoding: try file.read().bytes.dropLast(9), as: UTF8.self)
            try write(text, to: sandbox.path)
            let error = #expect(throws: RuntimeError.self) { _ = try file.read() }
            #expect(error?.description.contains("it is not JSON: \(sandbox.path):") == true)
        }
    }

    @Test func `the folders of a new file are made`() async throws {
        try await F.run { sandbox in
            let folder = sandbox.path.replacing("/state/sandbox.json", with: "/a")
            let deep = SandboxFile(path: folder + "/b/sandbox.json")
            let question = try await deep.update(isNew: true, by: .system) { _ in }
            #expect(question == nil)
            #expect(try deep.read() == SandboxState())
            for name in ["", ".lock"] { unlink(deep.path + name) }
            rmdir(folder + "/b")
            rmdir(folder)
        }
    }

    @Test func `fault 9: a folder that cannot be written is named`() async throws {
        let file = SandboxFile(path: "/proc/pinion/sandbox.json")
        let error = await #expect(throws: RuntimeError.self) {
            _ = try await file.update(isNew: true, by: .system) { _ in }
        }
        #expect(error?.description.contains("/proc/pinion/sandbox.json") == true)
    }

    @Test func `a change without effect does not touch the file`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create()
            let before = try inode(of: sandbox.path)
            try await sandbox.people.scale("web", to: 1)
            #expect(try inode(of: sandbox.path) == before)
            try await sandbox.people.scale("web", to: 2)
            #expect(try inode(of: sandbox.path) != before)
        }
    }

    @Test func `fault 6: of many changes at once none is lost`() async throws {
        try await F.run { sandbox in
            _ = try await sandbox.create()
            // Each waits for the file's lock as long as the others work.
            let people = SandboxOperator(
                path: sandbox.path, registry: sandbox.registry, who: "terraform", clock: .system)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask {
                        try await people.create(
                            "s\(number)", containers: [(name: "app", image: F.pinned)])
                    }
                }
                try await group.waitForAll()
            }
            let seen = try await sandbox.runtime.observe(.inScope(pinned: [])).services
            #expect(seen.count == 41)
            #expect(Set(seen.map(\.objectID)).count == 41)
        }
    }

    @Test func `fault 6: of many changes of one service one is made`() async throws {
        try await F.run { sandbox in
            let change = try sandbox.change(try await sandbox.create())
            let other = try sandbox.change(
                change.observed, to: .test("\(F.web):other@\(F.new)"))
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        try? await sandbox.runtime.change(number % 2 == 0 ? change : other) {}
                    }
                }
            }
            #expect(try await sandbox.observe().version == "2")
        }
    }

    private func write(_ text: String, to path: String) throws {
        let file = open(path, O_WRONLY | O_TRUNC)
        try #require(file >= 0)
        defer { close(file) }
        var text = text
        #expect(text.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) } > 0)
    }

    private func inode(of path: String) throws -> UInt {
        var status = stat()
        try #require(stat(path, &status) == 0)
        return status.st_ino
    }
}
