import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

/// Tasks that a real Swarm does not want any more, and that run on.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct SwarmFormerTaskEngineTests {
    private static func create(
        _ rig: EngineRig, _ image: String, replicas: Int, grace: Int
    ) async throws {
        let spec =
            #"{"Name":"\#(rig.mark)-web","TaskTemplate":{"ContainerSpec":{"Image":"\#(image)","#
            + #""StopGracePeriod":\#(grace)000000000},"RestartPolicy":{"Delay":100000000}},"#
            + #""Mode":{"Replicated":{"Replicas":\#(replicas)}},"#
            + #""UpdateConfig":{"Monitor":200000000,"Order":"start-first"}}"#
        try await rig.ask(.post, "/services/create", spec)
    }

    private static func observed(
        _ rig: EngineRig, watching: Bool = false
    ) async throws -> ServiceObservation {
        let name = "\(rig.mark)-web"
        let seen = try await SwarmRuntime(client: rig.client, scope: .all)
            .observe(watching ? .only([name]) : .inScope(pinned: []))
        return try #require(seen.services.first { $0.name == name })
    }

    /// Looks until what is seen is as it should be.
    private static func awaited(
        _ rig: EngineRig, _ isRight: (ServiceObservation) -> Bool
    ) async throws -> ServiceObservation {
        while true {
            let service = try await observed(rig)
            if isRight(service) { return service }
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Waits until the manager knows that a node is gone, and has begun in its place what it ran.
    private static func noticed(_ rig: EngineRig) async throws {
        let former = [
            ("filters", #"{"desired-state":["shutdown"],"service":["\#(rig.mark)-web"]}"#)
        ]
        while try await rig.ask(.get, "/tasks", query: former).array?.isEmpty != false {
            try await Task.sleep(for: .milliseconds(200))
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

    @Test func `fault 75: what runs on a cut-off node is not verified until it is back`()
        async throws
    {
        try await SwarmNodes.with(managers: 1, workers: 1) { nodes in
            let rig = try nodes.rig(1, "swarm-cut")
            let first = try await rig.push("1")
            let second = try await rig.push("2")
            let repository = try rig.repository()
            try await Self.create(rig, "\(repository):1@\(first)", replicas: 2, grace: 1)
            _ = try await Self.awaited(rig) { $0.rollout == .settled && $0.bits == [first, first] }

            try await nodes.cut(2)
            try await Self.noticed(rig)
            // What may still run there is what the service declares by digest: no riddle.
            let moved = try await Self.awaited(rig) { $0.rollout == .settled }
            #expect(moved.bits == [first, first])
            #expect(moved.cutOff.isEmpty)

            try await Self.change(rig, moved, to: pinned("\(repository):2@\(second)"))
            let cut = try await Self.awaited(rig) { $0.bits == [second, second] }
            #expect(cut.rollout.failure == nil)
            let obstacle = Obstacle(
                "the node node-2 is cut off, and may still run a task made from "
                    + "\(repository):1@\(first); when it is lost for good, `docker node rm --force`"
            )
            #expect(cut.cutOff == [.unknown(obstacle)])
            // It keeps nobody from changing the rest.
            #expect(try await Self.observed(rig, watching: true).cutOff.isEmpty)

            try await nodes.mend(2)
            let back = try await Self.awaited(rig) { $0.rollout == .settled && $0.cutOff.isEmpty }
            #expect(back.bits == [second, second])
        }
    }

    @Test func `fault 53: what was told to stop and runs on is seen to run`() async throws {
        try await EngineRig.with("swarm-grace") { rig in
            let deaf = #"CMD ["/bin/busybox","sh","-c","trap '' TERM; /bin/busybox sleep 100000"]"#
            let first = try await rig.push("1", changes: [deaf])
            let second = try await rig.push("2")
            let repository = try rig.repository()
            try await Self.create(rig, "\(repository):1@\(first)", replicas: 1, grace: 600)
            let before = try await Self.awaited(rig) { $0.rollout == .settled }
            try await Self.change(rig, before, to: pinned("\(repository):2@\(second)"))
            let both = try await Self.awaited(rig) { seen in
                seen.rollout
                    == .progressing("1 former task not wanted any more still runs")
            }
            #expect(both.bits == [first, second].sorted())
            #expect(try await Self.observed(rig, watching: true).rollout == both.rollout)

            let name = try await rig.ask(.get, "/containers/json").array?
                .first { $0["Image"]?.string?.hasSuffix("@\(first)") == true }?["Id"]?.string
            try await rig.ask(.post, "/containers/\(try #require(name))/kill")
            let after = try await Self.awaited(rig) { $0.rollout == .settled }
            #expect(after.bits == [second])
        }
    }
    @Test func `fault 53: what a removed service still runs is told by the one made again`()
        async throws
    {
        try await EngineRig.with("swarm-again") { rig in
            let deaf = #"CMD ["/bin/busybox","sh","-c","trap '' TERM; /bin/busybox sleep 100000"]"#
            let first = try await rig.push("1", changes: [deaf])
            let second = try await rig.push("2")
            let repository = try rig.repository()
            try await Self.create(rig, "\(repository):1@\(first)", replicas: 1, grace: 600)
            let old = try await Self.awaited(rig) { $0.rollout == .settled }
            try await rig.ask(.delete, "/services/\(old.objectID)")
            try await Self.create(rig, "\(repository):2@\(second)", replicas: 1, grace: 1)
            let again = try await Self.awaited(rig) { $0.rollout == .settled }
            #expect(again.bits == [second])
            let obstacle = Obstacle(
                "a service that was removed (\(old.objectID)) still runs a task made from "
                    + "\(repository):1@\(first), and whether it was this one, made again, cannot be told; it ends "
                    + "with its grace period")
            #expect(again.cutOff == [.unknown(obstacle)])
            #expect(try await Self.observed(rig, watching: true).cutOff.isEmpty)

            let name = try await rig.ask(.get, "/containers/json").array?
                .first { $0["Image"]?.string?.hasSuffix("@\(first)") == true }?["Id"]?.string
            try await rig.ask(.post, "/containers/\(try #require(name))/kill")
            _ = try await Self.awaited(rig) { $0.cutOff.isEmpty }
        }
    }
}

extension ServiceObservation {
    fileprivate var instances: [Instance] {
        if case .seen(let instances)? = containers.first?.instances { instances } else { [] }
    }

    /// What runs on nodes that are there, as far as it is known.
    fileprivate var bits: [Digest] {
        instances.filter { !$0.isCutOff }.flatMap { instance -> [Digest] in
            if case .known(let digests) = instance.bits { digests } else { [] }
        }.sorted()
    }

    /// What is said of what may run on nodes that are cut off.
    fileprivate var cutOff: [Instance.Bits] { instances.filter(\.isCutOff).map(\.bits) }
}
