import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

/// The Swarm runtime against a real manager.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct SwarmEngineTests {
    private static func create(
        _ rig: EngineRig, _ name: String, _ image: String, replicas: Int = 1, more: String = ""
    ) async throws -> String {
        let spec =
            #"{"Name":"\#(rig.mark)-\#(name)","Labels":{"com.docker.stack.image":"web:latest"},"#
            + #""TaskTemplate":{"ContainerSpec":{"Image":"\#(image)","Env":["A=1"],"#
            + #""Labels":{"x":"y"},"StopGracePeriod":1000000000},"Resources":{"Limits":"#
            + #"{"MemoryBytes":67108864}},"RestartPolicy":{"Delay":100000000},"ForceUpdate":7},"#
            + #""Mode":{"Replicated":{"Replicas":\#(replicas)}},"#
            + #""UpdateConfig":{"Monitor":200000000,"FailureAction":"pause"}\#(more)}"#
        return try #require(try await rig.ask(.post, "/services/create", spec)["ID"]?.string)
    }

    private static func observed(_ rig: EngineRig, _ name: String) async throws
        -> ServiceObservation?
    {
        try await SwarmRuntime(client: rig.client, scope: .all)
            .observe(.only(["\(rig.mark)-\(name)"])).services.first
    }

    private static func settled(_ rig: EngineRig, _ name: String) async throws
        -> ServiceObservation
    {
        while true {
            let service = try #require(try await observed(rig, name))
            guard case .progressing = service.rollout else { return service }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private static func change(
        _ rig: EngineRig, _ observed: ServiceObservation, to image: PinnedImage
    ) async throws {
        try await SwarmRuntime(client: rig.client, scope: .all).change(
            ImageChange(
                observed: observed,
                images: [ContainerImage(container: observed.name, image: image)],
                timeout: .seconds(60)),
            permit: permitted)
    }

    @Test func `a service that floats is verified through its engine, and pinned`() async throws {
        try await EngineRig.with("swarm-float") { rig in
            let first = try await rig.push("1")
            let second = try await rig.push("2")
            let repository = try rig.repository()
            let id = try await Self.create(rig, "web", repository + ":1")
            let before = try await Self.settled(rig, "web")
            let container = try #require(before.containers.first)
            #expect(container.declared == .image(seen(repository + ":1")))
            #expect(container.template == .image(seen("web:latest")))
            guard case .seen(let instances) = container.instances else {
                Issue.record("not seen")
                return
            }
            #expect(instances.map(\.bits) == [.known([first])])

            let raw = try await rig.ask(.get, "/services/\(id)")
            try await Self.change(rig, before, to: pinned("\(repository):2@\(second)"))
            let after = try await Self.settled(rig, "web")
            #expect(after.rollout == .settled)
            #expect(
                after.containers.first?.declared.image?.digests == [second])
            if case .seen(let instances)? = after.containers.first?.instances {
                #expect(instances.map(\.bits) == [.known([second])])
            }
            try await Self.expectOnlyTheImageChanged(rig, id, raw, "\(repository):2@\(second)")

            // The same digest under another tag is not a change.
            try await Self.change(rig, after, to: pinned("\(repository):other@\(second)"))
            #expect(try await Self.observed(rig, "web")?.version == after.version)
        }
    }

    private static func expectOnlyTheImageChanged(
        _ rig: EngineRig, _ id: String, _ before: JSONNode, _ image: String
    ) async throws {
        let old = try #require(before["Spec"]?["TaskTemplate"]?["ContainerSpec"]?["Image"]?.string)
        let oldSpec = String(decoding: before["Spec"]?.source ?? [], as: UTF8.self)
        let now = try await rig.ask(.get, "/services/\(id)")
        let newSpec = String(decoding: now["Spec"]?.source ?? [], as: UTF8.self)
        let platforms = #""Placement":{"Platforms":[{"Architecture":"amd64","OS":"linux"}]},"#
        // Engine 26.1 does not tell the platforms of an OCI manifest; without them, what was stays.
        let bare = image.replacing(try Regex(":[^:/]*@"), with: "@")
        let offered = try await rig.ask(.get, "/distribution/\(bare)/json")["Platforms"]?.array
        #expect(newSpec.contains(platforms) == (offered != nil))
        #expect(
            newSpec.replacing(platforms, with: "").replacing(image, with: old)
                == oldSpec.replacing(#""Placement":{},"#, with: ""))
    }

    @Test func `a service whose tasks fail is stalled`() async throws {
        try await EngineRig.with("swarm-silent") { rig in
            _ = try await rig.push("1")
            _ = try await Self.create(rig, "web", try rig.repository() + ":nowhere")
            while true {
                let service = try #require(try await Self.observed(rig, "web"))
                if case .stalled(let clause) = service.wanted {
                    #expect(clause.hasPrefix("none of 1 wanted tasks runs"), "\(clause)")
                    break
                }
                #expect(service.wanted == .instances)
                try await Task.sleep(for: .milliseconds(200))
            }
        }
    }

    @Test func `fault 48: an update under a former version is a conflict`() async throws {
        try await EngineRig.with("swarm-race") { rig in
            let first = try await rig.push("1")
            let repository = try rig.repository()
            _ = try await Self.create(rig, "web", repository + ":1", replicas: 0)
            let observed = try await Self.settled(rig, "web")
            #expect(observed.wanted == .nothing)
            let image = pinned("\(repository):1@\(first)")
            let stale = ServiceObservation(
                name: observed.name, objectID: observed.objectID, version: "1",
                containers: observed.containers)
            await #expect(throws: RuntimeError.conflict(service: observed.name)) {
                try await Self.change(rig, stale, to: image)
            }
            // The manager itself refuses a version that is no longer the newest, with status 500.
            let service = try await rig.ask(.get, "/services/\(observed.objectID)")
            let answer = try await rig.client.send(
                .post, "/services/\(observed.objectID)/update", query: [("version", "1")],
                body: Array(service["Spec"]?.source ?? []))
            #expect(answer.status == 500)
        }
    }

    @Test func `fault 50: an update that fails is told with the task's own words`() async throws {
        try await EngineRig.with("swarm-fail") { rig in
            _ = try await rig.push("1")
            let bad = try await rig.push("bad", changes: [#"CMD ["/bin/nothing"]"#])
            let repository = try rig.repository()
            _ = try await Self.create(rig, "web", repository + ":1")
            let observed = try await Self.settled(rig, "web")
            try await Self.change(rig, observed, to: pinned("\(repository):bad@\(bad)"))
            let after = try await Self.settled(rig, "web")
            guard case .failed(let reason) = after.rollout else {
                Issue.record("\(after.rollout)")
                return
            }
            #expect(reason.hasPrefix("Swarm paused the update: "))
            #expect(reason.contains("the newest failed task: "))
            #expect(reason.contains("/bin/nothing"))
        }
    }

    @Test func `a service scaled to nothing is settled and has no instances`() async throws {
        try await EngineRig.with("swarm-none") { rig in
            let first = try await rig.push("1")
            let repository = try rig.repository()
            _ = try await Self.create(rig, "web", repository + ":1", replicas: 0)
            let observed = try await Self.settled(rig, "web")
            #expect(observed.containers.first?.instances == .seen([]))
            try await Self.change(rig, observed, to: pinned("\(repository):1@\(first)"))
            let after = try await Self.settled(rig, "web")
            #expect(after.rollout == .settled)
            #expect(after.containers.first?.declared.image?.digests == [first])
        }
    }

    @Test func `a Swarm has the id of its cluster`() async throws {
        try await EngineRig.with("swarm-id") { rig in
            let id = try await SwarmRuntime(client: rig.client, scope: .all).identity()
            #expect(try await rig.ask(.get, "/swarm")["ID"]?.string == id)
        }
    }
}
