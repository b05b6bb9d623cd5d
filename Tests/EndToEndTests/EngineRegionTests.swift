import PinionTesting
import Testing

/// `pinion init --from`: a second machine with the settings and pins of the first one.
@Suite(.timeLimit(.minutes(10)), .serialized)
struct EngineRegionTests {
    @Test func `a second region is written from the first one, and nothing is guessed`()
        async throws
    {
        try await withScratch { scratch in
            let docker = try await DockerShop.make(in: scratch, origin: .disk)
            let shop = docker.shop
            let path = "environments/production/environment.yaml"
            let file = try shop.read(path)
            let same = try await shop.pinion("init", "second", "--from", "production")
            #expect(same.code == 1)
            #expect(same.errors.contains("which is that of production already"), "\(same.errors)")

            // The first region is another machine, with a service that is not here, and without one that is.
            let pins = try shop.read("environments/production/pins.yaml")
            try shop.write(
                file.replacing(#/id: [^,} \n]+/#, with: "id: other-machine"), to: path)
            try shop.write(
                "# Keep this.\n" + pins.replacing("  \(docker.name):", with: "  elsewhere:"),
                to: "environments/production/pins.yaml")
            try await shop.publish("Be another machine's")
            // What nobody approved is not copied.
            try shop.write("services: {}\n", to: "environments/production/pins.yaml")
            let made = try await shop.pinion("init", "second", "--from", "production")
            #expect(made.code == 0, "\(made.output)\(made.errors)")
            #expect(made.output.contains("not here: elsewhere is pinned"), "\(made.output)")
            #expect(made.output.contains("not pinned: \(docker.name) runs"), "\(made.output)")
            #expect(made.output.contains("`never` in second until you set it"), "\(made.output)")
            let text = try shop.read("environments/second/environment.yaml")
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(
                lines.first?.hasPrefix("# Made by `pinion init second --from production`") == true)
            let expected = file.replacing("apply: automatic", with: "apply: never")
            #expect(lines.dropFirst().joined(separator: "\n") == expected, "\(text)")
            #expect(try shop.read("environments/second/pins.yaml").hasPrefix("# Keep this.\n"))
            let again = try await shop.pinion("init", "second", "--from", "production")
            #expect(again.code == 1 && again.errors.contains("init overwrites nothing"))
            for arguments in [["--all"], ["--docker"], ["--stack", "x"]] {
                let wrong = try await shop.command(
                    ["init", "third", "--from", "production"] + arguments
                ).run()
                #expect(wrong.code == 64, "\(arguments): \(wrong.errors)")
            }
            try await shop.git("checkout", "--quiet", "environments/production")
            try await shop.publish("Add the second region")
            let status = try await shop.pinion("status")
            #expect(status.code == 2, "\(status.output)\(status.errors)")
            #expect(status.output.contains("production: elsewhere"), "\(status.output)")
        }
    }
}
