import FoundationEssentials
import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

/// Updates that a real Swarm stops, and tasks that do not come up.
@Suite(.timeLimit(.minutes(10)))
struct SwarmRecoveryEngineTests {
    /// A service whose containers see a folder of this test.
    private static func create(
        _ rig: EngineRig, _ image: String, replicas: Int = 1, failureAction: String = "pause",
        monitor: Int = 1_000_000_000, folder: String? = nil, constraint: String? = nil
    ) async throws {
        let mounts = folder.map {
            #","Mounts":[{"Type":"bind","Source":"\#($0)","Target":"/flag"}]"#
        }
        let placement = constraint.map { #","Placement":{"Constraints":["\#($0)"]}"# } ?? ""
        let spec =
            #"{"Name":"\#(rig.mark)-web","TaskTemplate":{"ContainerSpec":{"Image":"\#(image)","#
            + #""StopGracePeriod":1000000000\#(mounts ?? "")},"#
            + #""RestartPolicy":{"Delay":300000000}\#(placement)},"#
            + #""Mode":{"Replicated":{"Replicas":\#(replicas)}},"UpdateConfig":"#
            + #"{"Monitor":\#(monitor),"Parallelism":1,"Delay":5000000000,"FailureAction":"\#(failureAction)"}}"#
        try await rig.ask(.post, "/services/create", spec)
    }

    private static func observed(_ rig: EngineRig) async throws -> ServiceObservation {
        let name = "\(rig.mark)-web"
        let seen = try await SwarmRuntime(client: rig.client, scope: .all)
            .observe(.only([name]))
        return try #require(seen.services.first)
    }

    private static func awaited(
        _ rig: EngineRig, _ isRight: (ServiceObservation) -> Bool
    ) async throws -> ServiceObservation {
        while true {
            let service = try await observed(rig)
            if isRight(service) { return service }
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

    /// An image that runs only where a file `ok` lies in its folder.
    private static func pushPicky(_ rig: EngineRig) async throws -> Digest {
        let script =
            "test -e /flag/ok || exit 3; trap exit TERM; /bin/busybox sleep 100000 & wait"
        return try await rig.push(
            "2", changes: [#"CMD ["/bin/busybox","sh","-c","\#(script)"]"#])
    }

    private static func withFolder(
        of rig: EngineRig, _ body: (String) async throws -> Void
    ) async throws {
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/\(rig.mark)-flag"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // it may be gone
        try await body(folder)
    }

    @Test func `fault 50: a paused update goes on where it is sent again, and restarts nothing`()
        async throws
    {
        try await EngineRig.with("swarm-paused") { rig in
            let first = try await rig.push("1")
            let second = try await Self.pushPicky(rig)
            let image = pinned("\(try rig.repository()):2@\(second)")
            try await Self.withFolder(of: rig) { folder in
                try await Self.create(
                    rig, "\(try rig.repository()):1@\(first)", replicas: 2, folder: folder)
                let before = try await Self.awaited(rig) { $0.rollout == .settled }
                try await Self.change(rig, before, to: image)
                let paused = try await Self.awaited(rig) { $0.rollout.failure != nil }
                #expect(
                    paused.rollout.failure?.hasPrefix("Swarm paused the update: ") == true)
                #expect(paused.isPaused)

                // What stood in the way is gone: one task comes up by itself, the other is still the former one.
                _ = FileManager.default.createFile(atPath: folder + "/ok", contents: nil)
                let half = try await Self.awaited(rig) { $0.ids(on: second).count == 1 }
                #expect(half.rollout.failure != nil)
                #expect(half.ids(on: first).count == 1)
                try await Self.change(rig, half, to: image)
                let after = try await Self.awaited(rig) { $0.rollout == .settled }
                #expect(after.ids(on: second).count == 2)
                #expect(after.ids(on: second).isSuperset(of: half.ids(on: second)))
                // Sent again when it is not paused, it is no update.
                try await Self.change(rig, after, to: image)
                #expect(try await Self.observed(rig).version == after.version)
            }
        }
    }

    @Test func `fault 50: tasks that run for a moment after a paused update went on prove nothing`()
        async throws
    {
        try await EngineRig.with("swarm-again") { rig in
            let first = try await rig.push("1")
            let second = try await rig.push(
                "2", changes: [#"CMD ["/bin/busybox","sh","-c","/bin/busybox sleep 2; exit 7"]"#])
            let image = pinned("\(try rig.repository()):2@\(second)")
            try await Self.create(
                rig, "\(try rig.repository()):1@\(first)", monitor: 5_000_000_000)
            let before = try await Self.awaited(rig) { $0.rollout == .settled }
            try await Self.change(rig, before, to: image)
            let paused = try await Self.awaited(rig) { $0.rollout.failure != nil }
            try await Self.change(rig, paused, to: image)
            // It runs now and then, for two seconds each time: twenty looks see more than one life.
            var looksUp = 0
            while looksUp < 20 {
                let seen = try await Self.observed(rig).rollout
                #expect(seen != .settled)
                if "\(seen)".contains("1 of 1") { looksUp += 1 }
                try await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    @Test func `fault 50: a paused update of which every task came up is no failure`() async throws
    {
        try await EngineRig.with("swarm-recovered") { rig in
            let first = try await rig.push("1")
            let second = try await Self.pushPicky(rig)
            try await Self.withFolder(of: rig) { folder in
                try await Self.create(
                    rig, "\(try rig.repository()):1@\(first)", folder: folder)
                let before = try await Self.awaited(rig) { $0.rollout == .settled }
                try await Self.change(
                    rig, before, to: pinned("\(try rig.repository()):2@\(second)"))
                let paused = try await Self.awaited(rig) { $0.rollout.failure != nil }
                _ = FileManager.default.createFile(atPath: folder + "/ok", contents: nil)
                let after = try await Self.awaited(rig) { $0.rollout == .settled }
                #expect(after.ids(on: second).count == 1)
                #expect(after.version == paused.version)
                #expect(!after.isPaused)
            }
        }
    }

    @Test func `fault 50: a crash loop that Swarm lets go on is a failure`() async throws {
        try await EngineRig.with("swarm-loop") { rig in
            let first = try await rig.push("1")
            let second = try await Self.pushPicky(rig)
            try await Self.withFolder(of: rig) { folder in
                try await Self.create(
                    rig, "\(try rig.repository()):1@\(first)", failureAction: "continue",
                    folder: folder)
                let before = try await Self.awaited(rig) { $0.rollout == .settled }
                try await Self.change(
                    rig, before, to: pinned("\(try rig.repository()):2@\(second)"))
                let after = try await Self.awaited(rig) { seen in
                    #expect(seen.rollout != .settled)
                    return seen.rollout.failure != nil
                }
                #expect(
                    after.rollout.failure?.hasPrefix("its tasks fail again and again: ") == true)
            }
        }
    }

    @Test func `a service for which no node is found says why`() async throws {
        try await EngineRig.with("swarm-nowhere") { rig in
            let first = try await rig.push("1")
            try await Self.create(
                rig, "\(try rig.repository()):1@\(first)", constraint: "node.labels.no==such")
            let service = try await Self.awaited(rig) { $0.wanted != .instances }
            let reason =
                "no node was found for 1 task: no suitable node (scheduling constraints not "
                + "satisfied on 1 node)"
            #expect(
                service.wanted
                    == .stalled(
                        "none of 1 wanted tasks runs, and no update is under way; \(reason)"))
            #expect(
                service.rollout == .progressing("0 of 1 tasks run the declared image; \(reason)"))
        }
    }

    @Test func `fault 48: a manager without a leader is called that`() async throws {
        try await SwarmNodes.with(managers: 3) { nodes in
            let rig = try nodes.rig(1, "swarm-leader")
            let runtime = SwarmRuntime(client: rig.client, scope: .all)
            #expect(try await runtime.identity() != nil)
            try await nodes.cut(2)
            try await nodes.cut(3)
            while true {
                do throws(RuntimeError) {
                    _ = try await runtime.identity()
                } catch {
                    // At first it may only be slow; a worker it is never called.
                    #expect(error.isOfSilence, "\(error)")
                    if "\(error)".contains("does not have a leader") { break }
                }
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }
}

extension RuntimeError {
    fileprivate var isOfSilence: Bool { if case .unreachable = self { true } else { false } }
}

extension ServiceObservation {
    /// The ids of the instances that run a digest.
    fileprivate func ids(on digest: Digest) -> Set<String> {
        guard case .seen(let instances)? = containers.first?.instances else { return [] }
        return Set(instances.filter { $0.bits == .known([digest]) }.map(\.id))
    }
}
