import PinionTesting
import Testing

/// Two hosts with one repository: this one, and another one's environment.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct EngineFleetTests {
    @Test
    func `fault 83: each host does its own environments, and says of the others where they are`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            let shop = docker.shop
            let here = "environments/production"
            let file = try shop.read("\(here)/environment.yaml")
            let id = try #require(
                file.split(separator: " ").drop { $0 != "id:" }.dropFirst().first?
                    .trimmingPrefix("\"").prefix { $0.isLetter || $0.isNumber || ":-".contains($0) }
            )
            let pins = try shop.read("\(here)/pins.yaml")
            try shop.write(
                file.replacing(id, with: "other-machine"), to: "environments/edge/environment.yaml")
            try shop.write(pins, to: "environments/edge/pins.yaml")
            try await shop.publish("Add the other host")

            let reconcile = try await shop.pinion("reconcile")
            // Nobody ever looked there, as far as is recorded: the id may be of no machine at all.
            #expect(reconcile.code == 2, "\(reconcile.output)\(reconcile.errors)")
            #expect(reconcile.output.contains("edge: elsewhere, on the machine other-machine"))
            let blank = "unverified unwatched: no look at it and no ledger of it is recorded"
            #expect(reconcile.output.contains(blank), "\(reconcile.output)")
            let before = try await shop.pinion("status")
            #expect(before.code == 2 && before.output.contains(blank), "\(before.output)")
            let look = try await shop.remote("rev-parse", "refs/pinion/seen/production")
            try await shop.remote("update-ref", "refs/pinion/seen/edge", look)
            for command in ["status", "drift", "plan"] {
                let outcome = try await shop.pinion(command)
                #expect(outcome.code == 0, "\(command): \(outcome.output)\(outcome.errors)")
                #expect(outcome.output.contains("edge: elsewhere"), "\(command): \(outcome.output)")
            }
            let doctor = try await shop.pinion("doctor")
            #expect(doctor.code == 0, "\(doctor.output)\(doctor.errors)")
            #expect(doctor.output.contains("note    edge: runtime: elsewhere, on the machine "))
            let missed = try await shop.pinion("doctor", "edge")
            #expect(missed.code == 1 && missed.output.contains("`pinion rehost edge`"))
            let named = try await shop.pinion("status", "edge")
            #expect(named.code == 1)
            #expect(named.output.contains("belongs to the machine other-machine"))
            #expect(!named.output.contains("write `id:"), "\(named.output)")

            // Its machine was replaced by this one: a proposal says so, and touches nothing else.
            let moved = try await shop.pinion("rehost", "edge")
            #expect(moved.code == 0, "\(moved.output)\(moved.errors)")
            let base = try await shop.git("rev-parse", "HEAD")
            let branch = try await shop.remote("rev-parse", "pinion/edge/rehost")
            let changed = try await shop.remote("diff", "--numstat", base, branch)
            #expect(changed == "1\t1\tenvironments/edge/environment.yaml", "\(changed)")
            let file2 = try await shop.remote(
                "show", "\(branch):environments/edge/environment.yaml")
            #expect(file2 + "\n" == file)
            let idle = try await shop.pinion("rehost", "production")
            #expect(idle.code == 0, "\(idle.output)\(idle.errors)")

            // Where nothing at all is this host's, that is an error.
            try await shop.git("rm", "-rq", here)
            try await shop.publish("Leave the other host alone")
            let none = try await shop.pinion("status")
            #expect(none.code == 1)
            #expect(none.output.contains("run this on that machine"), "\(none.output)")
        }
    }
}
