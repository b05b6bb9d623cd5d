import FoundationEssentials
import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Synchronization
import Testing

/// A person stops a container, on a real engine, while Pinion is about to.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct StopEngineTests {
    /// Ends only when it is killed.
    private static let stubborn =
        #","Cmd":["/bin/busybox","sh","-c","trap '' TERM; while true; do /bin/busybox sleep 1; done"]"#

    private func prepare(_ rig: EngineRig, _ more: String) async throws -> PinnedImage {
        _ = try await rig.push("1")
        let second = try await rig.push("2")
        _ = try await rig.run(rig.body("1", more))
        return pinned("\(try rig.repository()):2@\(second)")
    }

    private func expectUnchangeable(_ error: (any Error)?, _ words: String) {
        guard case .unchangeable(_, let reason)? = error as? RuntimeError else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(reason.contains(words), "\(reason)")
    }

    /// Orders a container to stop, and returns once the engine has taken the order.
    private static func order(
        _ rig: EngineRig, _ container: String, within seconds: Int
    ) async throws {
        // The engine carries the order out, whether or not anyone waits for it.
        Task {
            try await rig.ask(.post, "/containers/\(container)/stop", query: [("t", "\(seconds)")])
        }
        let filters = #"{"container":["\#(container)"],"event":["kill"]}"#
        while true {
            let now = "\(Date().timeIntervalSince1970)"
            let query = [("since", "1"), ("until", now), ("filters", filters)]
            if try await !rig.client.send(.get, "/events", query: query).body.isEmpty { return }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    @Test func `fault 58: a slow stop that somebody began is theirs`() async throws {
        try await EngineRig.with("docker-slow") { rig in
            let wanted = try await prepare(rig, Self.stubborn)
            let before = try await rig.inspected()
            let name = "\(rig.mark)-web"
            try await Self.order(rig, name, within: 600)
            let error = await #expect(throws: RuntimeError.self) {
                try await rig.change(to: wanted, over: rig.docker { _, _ in })
            }
            expectUnchangeable(error, "somebody has asked the engine to stop \(name)")
            try await rig.ask(.post, "/containers/\(name)/kill")
            while try await rig.states().values.contains("running") {
                try await Task.sleep(for: .milliseconds(200))
            }
            #expect(try await rig.states() == [name: "exited"])
            #expect(try await rig.docker { _, _ in }.restore(after: .zero).isEmpty)
            let after = try await rig.inspected()
            #expect(after["Id"]?.string == before["Id"]?.string)
            #expect(after["State"]?["StartedAt"]?.string == before["State"]?["StartedAt"]?.string)
        }
    }

    @Test func `fault 58: a stop that somebody began just before Pinion's is theirs`() async throws
    {
        try await EngineRig.with("docker-slow") { rig in
            let wanted = try await prepare(rig, Self.stubborn + #","StopTimeout":3"#)
            let id = try #require(try await rig.inspected()["Id"]?.string)
            let runtime = rig.docker { verb, number in
                if verb == "stop", number == 1 { try? await Self.order(rig, id, within: 5) }
            }
            let error = await #expect(throws: RuntimeError.self) {
                try await rig.change(to: wanted, over: runtime)
            }
            expectUnchangeable(error, "what somebody stopped is not started")
            #expect(try await rig.states() == ["\(rig.mark)-web": "exited"])
            #expect(try await rig.inspected()["Id"]?.string == id)
        }
    }

    @Test
    func `fault 58: what somebody stops while it is watched stays stopped, and is no failure`()
        async throws
    {
        try await EngineRig.with("docker-watched") { rig in
            let wanted = try await prepare(rig, #","StopTimeout":1"#)
            let former = try #require(try await rig.inspected()["Id"]?.string)
            let name = "\(rig.mark)-web"
            let runtime = rig.docker(probation: .seconds(300)) { _, _ in }
            async let stopped: Void = Self.stopNew(rig, name, former)
            let error = await #expect(throws: RuntimeError.self) {
                try await rig.change(to: wanted, over: runtime)
            }
            try await stopped
            expectUnchangeable(error, "somebody stopped it while a re-creation was not finished")
            let states = try await rig.states()
            #expect(states.count == 2 && Set(states.values) == ["exited"], "\(states)")
            #expect(try await runtime.restore(after: .zero).isEmpty)
            let seen = try await runtime.observe(.only([name])).services
            #expect(seen.first?.interruption?.isRestorable == false)
            // They let it run again, and it goes on from there.
            try await rig.ask(.post, "/containers/\(name)/start")
            try await rig.change(to: wanted, over: rig.docker { _, _ in })
            #expect(try await rig.states() == [name: "running"])
            #expect(try await rig.inspected()["Id"]?.string != former)
        }
    }

    private static func stopNew(_ rig: EngineRig, _ name: String, _ former: String) async throws {
        for _ in 0..<600 {
            let answer = try await rig.client.send(.get, "/containers/\(name)/json")
            let node = try JSONNode(parsing: answer.body, named: "container")
            if node["Id"]?.string != former, node["State"]?["Running"]?.bool == true { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        try await rig.ask(.post, "/containers/\(name)/stop")
    }

    @Test func `fault 58: a signal that is no stop is none`() async throws {
        try await EngineRig.with("docker-signal") { rig in
            let wanted = try await prepare(
                rig,
                #","StopTimeout":0,"Cmd":["/bin/busybox","sh","-c","trap : HUP; while true; do /bin/busybox sleep 1; done"]"#
            )
            try await rig.ask(
                .post, "/containers/\(rig.mark)-web/kill", query: [("signal", "SIGHUP")])
            try await rig.change(to: wanted, over: rig.docker { _, _ in })
            #expect(try await rig.states() == ["\(rig.mark)-web": "running"])
        }
    }
}
