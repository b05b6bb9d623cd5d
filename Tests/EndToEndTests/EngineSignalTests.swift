import FoundationEssentials
import Glibc
import PinionTesting
import Testing

/// A reconcile that is asked to end while a container of a real engine takes long to stop.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct EngineSignalTests {
    @Test(arguments: [SIGTERM, SIGINT, SIGHUP])
    func `fault 57: a run that is asked to end between stop and start finishes first`(
        _ signal: Int32
    ) async throws {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            let running = try await docker.stopping(in: scratch)
            // As a terminal does: to everything that is in its group.
            running.killGroup(signal)
            let outcome = try await running.wait()
            #expect(outcome.code == 128 + signal, "\(outcome)")
            #expect(outcome.errors.contains("a second signal ends at once"), "\(outcome.errors)")
            let container = try await docker.onlyContainer()
            #expect(container?.name == docker.name && container?.state == "running")
            #expect(
                try await docker.engine.digests(ofContainer: docker.name).contains(docker.builds[1])
            )
            let chain = try await docker.shop.chain()
            #expect(chain.disorder == [] && chain.words.last == "outcome", "\(chain.words)")
            #expect(try await docker.shop.pinion("status").code == 0)
        }
    }

    @Test
    func `fault 57: a second signal ends at once, a report says so, and any next run restores`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            let running = try await docker.stopping(in: scratch)
            let former = try #require(try await docker.running()?.id)
            running.kill(SIGTERM)
            // Two that are pending at once are one.
            _ = try await docker.engine.poll(for: "its answer to the first signal") {
                try running.errors().contains("a second signal ends at once") ? running : nil
            }
            running.kill(SIGTERM)
            #expect(try await running.wait().code == 143)
            try await docker.complete(theStopOf: former)
            let status = try await docker.shop.report("status", code: 2)
            #expect(status["production"]?.services.first?.status == "drifted")
            #expect(
                status["production"]?.services.first?.kinds.contains("rollout-failed") == true)

            try docker.write(rules: ["apply: manual"])
            try await docker.shop.publish("Ask before every change")
            let next = try await docker.shop.pinion("reconcile")
            #expect(next.code == 3, "\(next)")
            #expect(next.output.contains("started again \(docker.name)"), "\(next.output)")
            let container = try await docker.onlyContainer()
            #expect(container?.id == former && container?.name == docker.name)
            #expect(container?.state == "running")
            let log = try await docker.shop.pinion("log", "production")
            #expect(log.output.contains("started again \(docker.name)"), "\(log.output)")
            #expect(try await docker.shop.chain().disorder == [])
        }
    }

    @Test
    func
        `fault 57: a stop that outlives a killed run does not end what the next run calls verified`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            // It ignores the signal: the engine kills it after three seconds, whoever still waits for that.
            let deaf = ["/bin/sh", "-c", "trap '' TERM; while true; do sleep 0.1; done"]
            let running = try await docker.stopping(in: scratch, deaf)
            running.kill(SIGKILL)
            _ = try await running.wait()
            try await docker.shop.pin(docker.name, to: docker.pinned(0))
            let next = try await docker.shop.pinion("reconcile")
            #expect(next.code == 0 || next.code == 2, "\(next)")
            try await Task.sleep(for: .seconds(4))
            let container = try await docker.onlyContainer()
            #expect(container?.name == docker.name && container?.state == "running", "\(next)")
        }
    }

    @Test
    func
        `fault 57: a new container that fails after a kill gives way to the former one, whatever the rules`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            // The second build ends after two seconds, before its health is asked for.
            let command = [
                "/bin/sh", "-c",
                "case $(cat /marker) in *2) sleep 2; exit 1;; esac; trap 'exit 0' TERM; "
                    + "while true; do sleep 0.1; done",
            ]
            try await docker.create(docker.pinned(0), interval: "4s", command: command)
            #expect(try await docker.shop.pinion("reconcile").code == 0)
            let former = try #require(try await docker.onlyContainer()?.id)
            try await docker.shop.pin(docker.name, to: docker.pinned(1))
            let running = try await docker.shop.command(["reconcile"]).start(in: scratch)
            _ = try await docker.engine.poll(for: "the start of the new container") {
                let new = try await docker.running()
                return new?.id != former && new?.name == docker.name ? new : nil
            }
            running.kill(SIGKILL)
            _ = try await running.wait()
            try docker.write(rules: ["apply: manual"])
            try await docker.shop.publish("Ask before every change")
            _ = try await docker.engine.poll(for: "a restart of the new container") {
                let text = try await docker.engine.inspect(container: docker.name)
                return ["0", "1", "2"].contains { text.contains("\"RestartCount\":\($0),") }
                    ? nil : text
            }
            let next = try await docker.shop.pinion("reconcile")
            #expect(next.output.contains("started again \(docker.name)"), "\(next)")
            let container = try await docker.onlyContainer()
            #expect(container?.id == former && container?.name == docker.name)
            #expect(container?.state == "running")
            // What was given up is not tried again by the next run that may.
            try docker.write(rules: ["apply: automatic"])
            try await docker.shop.publish("Ask no more")
            let last = try await docker.shop.pinion("reconcile")
            #expect(last.output.contains("rollout-failed"), "\(last)")
            #expect(try await docker.onlyContainer()?.id == former)
        }
    }
}
