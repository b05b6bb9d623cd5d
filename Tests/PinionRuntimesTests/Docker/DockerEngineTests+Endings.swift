import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Synchronization
import Testing

/// How re-creations end: well, badly, or killed before any write.
extension DockerEngineTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: String
        let reason: String
    }

    @Test(arguments: [
        Bad(
            testDescription: "it cannot be started", change: #"CMD ["/bin/nothing"]"#,
            reason: "/bin/nothing"),
        Bad(
            testDescription: "it ends",
            change: #"CMD ["/bin/busybox","sh","-c","echo oh no; exit 3"]"#,
            reason: "the new container ended with exit code 3; what it printed is lost"),
        Bad(
            testDescription: "its health check fails",
            change:
                #"HEALTHCHECK --interval=100ms --retries=1 --timeout=5s CMD ["/bin/busybox","false"]"#,
            reason: "the health check of the new container fails"),
    ])
    func `a new image that does not prove itself lets the former container come back`(_ bad: Bad)
        async throws
    {
        try await EngineRig.with("docker-bad") { rig in
            let first = try await rig.push("1")
            let second = try await rig.push("bad", changes: [bad.change])
            let repository = try rig.repository()
            let before = try await Self.run(rig, #"{"Image":"\#(repository):1"}"#)
            let error = await #expect(throws: RuntimeError.self) {
                try await Self.change(rig, to: pinned("\(repository):bad@\(second)"))
            }
            guard case .failed(_, let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains(bad.reason))
            #expect(reason.hasSuffix("; the former container runs again"))
            let after = try await Self.observed(rig)
            #expect(after.objectID == before["Id"]?.string)
            #expect(after.unfinished == nil)
            #expect(after.containers.first?.declared.image?.digests == [first])
            #expect(try await Self.all(rig) == ["\(rig.mark)-web": "running"])
        }
    }

    /// Counts the permits, and withdraws them after some: the run stops as if it were killed there.
    final class Killer: Sendable {
        private let left: Mutex<Int>
        init(after steps: Int) { left = Mutex(steps) }

        func permit() throws(RuntimeError) {
            let isOver = left.withLock { left in
                left -= 1
                return left < 0
            }
            if isOver { throw .superseded("killed") }
        }
    }

    @Test(arguments: [true, false])
    func `fault 4: killed before any write, the next run finishes`(isGood: Bool) async throws {
        try await EngineRig.with("docker-kill-\(isGood)") { rig in
            _ = try await rig.push("1")
            let second = try await rig.push(
                "2", changes: isGood ? [] : [#"CMD ["/bin/busybox","false"]"#])
            let third = try await rig.push("3")
            let repository = try rig.repository()
            let name = "\(rig.mark)-web"
            var kills = 0
            for steps in 0..<(isGood ? 6 : 9) {
                _ = try await Self.run(
                    rig,
                    #"{"Image":"\#(repository):1","HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"18081"}]}}}"#
                )
                let killer = Killer(after: steps)
                do {
                    try await Self.change(rig, to: pinned("\(repository):2@\(second)")) {
                        () async throws(RuntimeError) in try killer.permit()
                    }
                } catch RuntimeError.superseded {
                    kills += 1
                } catch RuntimeError.failed {
                }
                let running = try await Self.all(rig).values.count { $0 == "running" }
                #expect(running == 1, "fault 57: nothing runs after \(steps) writes")
                let wanted = isGood ? (tag: "2", digest: second) : (tag: "3", digest: third)
                try await Self.change(
                    rig, to: pinned("\(repository):\(wanted.tag)@\(wanted.digest)"))
                #expect(try await Self.all(rig) == [name: "running"])
                let after = try await Self.observed(rig)
                #expect(after.containers.first?.declared.image?.digests == [wanted.digest])
                #expect(after.unfinished == nil)
                try await rig.ask(.delete, "/containers/\(name)", query: [("force", "true")])
            }
            #expect(kills >= 4)
        }
    }

    @Test func `the containers of a compose service are re-created one after the other`()
        async throws
    {
        try await EngineRig.with("docker-scale") { rig in
            _ = try await rig.push("1")
            let second = try await rig.push("2")
            let repository = try rig.repository()
            for number in 1...2 {
                _ = try await Self.run(
                    rig,
                    #"{"Image":"\#(repository):1","Labels":{"com.docker.compose.project":"\#(rig.mark)","com.docker.compose.service":"w"}}"#,
                    name: "w-\(number)")
            }
            try await rig.forget("\(repository)@\(second)")
            try await rig.forget("\(repository):2")
            let runtime = DockerRuntime(
                client: rig.client, scope: .project(rig.mark), probation: .milliseconds(200))
            let observed = try #require(try await runtime.observe(.only(["w"])).services.first)
            try await runtime.change(
                ImageChange(
                    observed: observed,
                    images: [
                        ContainerImage(container: "w", image: pinned("\(repository):2@\(second)"))
                    ], timeout: .seconds(60)), permit: permitted)
            let after = try #require(try await runtime.observe(.only(["w"])).services.first)
            guard case .seen(let instances)? = after.containers.first?.instances else {
                Issue.record("not seen")
                return
            }
            #expect(instances.map(\.bits) == [.known([second]), .known([second])])
            #expect(try await Self.all(rig).count == 2)
        }
    }

    @Test func `fault 40: after a kill, what ran comes back if the wanted image is gone`()
        async throws
    {
        try await EngineRig.with("docker-gone") { rig in
            let first = try await rig.push("1")
            let second = try await rig.push("2")
            let repository = try rig.repository()
            let before = try await Self.run(rig, #"{"Image":"\#(repository):1"}"#)
            let killer = Killer(after: 3)
            await #expect(throws: RuntimeError.superseded("killed")) {
                try await Self.change(rig, to: pinned("\(repository):2@\(second)")) {
                    () async throws(RuntimeError) in try killer.permit()
                }
            }
            #expect(try await Self.all(rig).values.sorted() == ["created", "running"])
            let error = await #expect(throws: RuntimeError.self) {
                try await Self.change(rig, to: pinned("\(repository):9@\(digest("9"))"))
            }
            guard case .unchangeable(_, let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.hasPrefix("cannot pull "))
            #expect(reason.hasSuffix("; the former container runs again"))
            let after = try await Self.observed(rig)
            #expect(after.objectID == before["Id"]?.string)
            #expect(after.containers.first?.declared.image?.digests == [first])
            #expect(try await Self.all(rig) == ["\(rig.mark)-web": "running"])
        }
    }

    @Test func `an image that cannot be pulled changes nothing`() async throws {
        try await EngineRig.with("docker-pull") { rig in
            _ = try await rig.push("1")
            let repository = try rig.repository()
            let before = try await Self.run(rig, #"{"Image":"\#(repository):1"}"#)
            let error = await #expect(throws: RuntimeError.self) {
                try await Self.change(rig, to: pinned("\(repository):9@\(digest("9"))"))
            }
            guard case .refused(let operation, _, _)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(operation == "pull \(repository):9@\(digest("9"))")
            #expect(try await Self.observed(rig).objectID == before["Id"]?.string)
        }
    }
}
