import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Synchronization
import Testing

/// A person makes a container between two of Pinion's steps, on a real engine.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct PersonEngineTests {
    struct Theirs: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// After how many writes Pinion was killed.
        let writes: Int
        /// The tag of the image that they used.
        let tag: String
        var body = #""Env":["REGION=au"]"#
        var isStarted = true
    }

    @Test(arguments: [
        Theirs(testDescription: "of the wanted digest", writes: 1, tag: "2"),
        Theirs(testDescription: "of the former digest", writes: 1, tag: "1"),
        Theirs(testDescription: "of another digest", writes: 1, tag: "3"),
        Theirs(
            testDescription: "of the wanted digest, never started, with another environment",
            writes: 1, tag: "2", isStarted: false),
        Theirs(
            testDescription: "of the wanted digest, never started, with a volume", writes: 1,
            tag: "2", body: #""HostConfig":{"Binds":["theirs:/data"]}"#, isStarted: false),
        Theirs(
            testDescription: "in place of the new one, which they removed", writes: 3, tag: "2"),
    ])
    func `fault 58: what a person made is named, and nothing of it is touched`(_ theirs: Theirs)
        async throws
    {
        try await EngineRig.with("docker-person") { rig in
            var digests: [String: Digest] = [:]
            for tag in ["1", "2", "3"] { digests[tag] = try await rig.push(tag) }
            let repository = try rig.repository()
            let name = "\(rig.mark)-web"
            try await rig.ask(
                .post, "/containers/create", query: [("name", name)],
                #"{"Image":"\#(repository):1","StopTimeout":0,"Labels":{"owner":"\#(rig.mark)"}}"#)
            try await rig.ask(.post, "/containers/\(name)/start")
            let wanted = pinned("\(repository):2@\(try #require(digests["2"]))")
            try await interrupt(rig, wanted, after: theirs.writes)
            if theirs.writes > 1 { try await rig.ask(.delete, "/containers/\(name)") }
            let digest = try #require(digests[theirs.tag])
            let image = "\(repository):\(theirs.tag)@\(digest)"
            try await rig.ask(
                .post, "/containers/create", query: [("name", name)],
                #"{"Image":"\#(image)","Labels":{"owner":"\#(rig.mark)"},\#(theirs.body)}"#)
            if theirs.isStarted { try await rig.ask(.post, "/containers/\(name)/start") }
            let before = try await facts(rig)

            let error = await #expect(throws: RuntimeError.self) {
                try await self.change(rig, wanted) {}
            }
            guard case .unchangeable(_, let reason)? = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(reason.contains("\(name) (") && reason.contains(image), "\(reason)")
            #expect(reason.contains("`docker rename \(name).pinion-old-"), "\(reason)")
            #expect(try await runtime(rig).restore(after: .zero).isEmpty)
            #expect(try await facts(rig) == before)
        }
    }

    @Test func `fault 58: what a person stopped before Pinion did stays stopped`() async throws {
        try await EngineRig.with("docker-stopped") { rig in
            _ = try await rig.push("1")
            let second = try await rig.push("2")
            let repository = try rig.repository()
            let name = "\(rig.mark)-web"
            try await rig.ask(
                .post, "/containers/create", query: [("name", name)],
                #"{"Image":"\#(repository):1","StopTimeout":0,"Labels":{"owner":"\#(rig.mark)"}}"#)
            try await rig.ask(.post, "/containers/\(name)/start")
            let wanted = pinned("\(repository):2@\(second)")
            try await interrupt(rig, wanted, after: 3)
            let former = try #require(try await facts(rig).first { $0.contains("pinion-old") })
            try await rig.ask(
                .post, "/containers/\(former.prefix { $0 != " " })/stop")
            #expect(try await runtime(rig).restore(after: .zero).isEmpty)
            let services = try await runtime(rig).observe(.only([name])).services
            #expect(services.first?.interruption?.isRestorable == false)
            await #expect(throws: RuntimeError.self) { try await self.change(rig, wanted) {} }
            let after = try await facts(rig)
            #expect(
                after.count == 1 && after.first?.hasPrefix("\(name) exited") == true, "\(after)")
        }
    }

    private func runtime(_ rig: EngineRig) -> DockerRuntime {
        // Other tests leave things on the same engine.
        DockerRuntime(
            client: rig.client, scope: .label("owner=\(rig.mark)"), probation: .milliseconds(300))
    }

    private func change(
        _ rig: EngineRig, _ image: PinnedImage,
        permit: @escaping @Sendable () async throws(RuntimeError) -> Void
    ) async throws {
        let services = try await runtime(rig).observe(.only(["\(rig.mark)-web"])).services
        let observed = try #require(services.first)
        try await runtime(rig).change(
            ImageChange(
                observed: observed,
                images: [ContainerImage(container: observed.name, image: image)],
                timeout: .seconds(60)), permit: permit)
    }

    private func interrupt(
        _ rig: EngineRig, _ image: PinnedImage, after writes: Int
    ) async throws {
        let left = Mutex(writes)
        await #expect(throws: RuntimeError.superseded("killed")) {
            try await self.change(rig, image) { () async throws(RuntimeError) in
                let isOver = left.withLock { left in
                    left -= 1
                    return left < 0
                }
                if isOver { throw .superseded("killed") }
            }
        }
    }

    /// Name, state, start and networks of everything that is there.
    private func facts(_ rig: EngineRig) async throws -> [String] {
        let list = try await rig.ask(.get, "/containers/json", query: [("all", "true")])
        var facts: [String] = []
        for one in list.array ?? [] {
            let name = one["Names"]?.array?.first?.string?.dropFirst() ?? ""
            guard name.hasPrefix(rig.mark), let id = one["Id"]?.string else { continue }
            let all = try await rig.ask(.get, "/containers/\(id)/json")
            let networks = all["NetworkSettings"]?["Networks"]?.members?.map(\.key) ?? []
            facts.append(
                "\(name) \(all["State"]?["Status"]?.string ?? "") "
                    + "\(all["State"]?["StartedAt"]?.string ?? "") \(id) \(networks)")
        }
        return facts.sorted()
    }
}
