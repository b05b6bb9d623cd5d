import FoundationEssentials
import Glibc
import PinionTesting
import Testing

extension DockerShop {
    /// It takes two seconds to stop.
    static let slow = [
        "/bin/sh", "-c", "trap 'sleep 2; exit 0' TERM; while true; do sleep 0.1; done",
    ]

    /// Puts the service in step on its first build, pins the second, and starts a reconcile that has begun to stop the
    /// container.
    func stopping(
        in scratch: Scratch, _ command: [String] = Self.slow
    ) async throws -> RunningCommand {
        try await create(pinned(0), interval: "100ms", command: command)
        #expect(try await shop.pinion("reconcile").code == 0)
        let former = try #require(try await onlyContainer()?.id)
        try await shop.pin(name, to: pinned(1))
        let running = try await shop.command(["reconcile"]).start(in: scratch)
        let filters = "%7B%22container%22:%5B%22\(former)%22%5D,%22event%22:%5B%22kill%22%5D%7D"
        _ = try await engine.poll(for: "the stop of the former container") {
            let now = Int(Date().timeIntervalSince1970)
            let events = try await engine.request(
                "GET", "/events?since=0&until=\(now)&filters=\(filters)")
            return events.body.contains("kill") ? events : nil
        }
        return running
    }

    /// Kills a reconcile that has begun to stop the container, so that nothing runs; the former container's id.
    func strand(in scratch: Scratch) async throws -> String {
        let running = try await stopping(in: scratch)
        let former = try #require(try await self.running()?.id)
        running.kill(SIGKILL)
        _ = try await running.wait()
        try await complete(theStopOf: former)
        return former
    }

    /// The one of its owner's containers that runs; nil where none does.
    func running() async throws -> EngineAPI.Container? {
        try await PersonOnCall.containers(self).first { $0.state == "running" }
    }

    /// An engine may forget a stop whose asker went away, and start again by its policy what then ends.
    func complete(theStopOf container: String) async throws {
        _ = try await engine.poll(for: "the end of \(container)") {
            let stop = try await engine.request("POST", "/containers/\(container)/stop")
            #expect(stop.status == 204 || stop.status == 304, "\(stop)")
            return try await running() == nil ? stop : nil
        }
    }
}
