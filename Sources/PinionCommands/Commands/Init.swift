import ArgumentParser
import PinionModel
import PinionOperations
import PinionWiring

/// `pinion init ENV …`: asks the runtime what runs, and writes an environment's folder with a pin
/// for every service.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write an environment's folder from what runs now.",
        discussion: """
            Asks the runtime, pins every service to the digest that all its instances run and its \
            registry has, and writes environments/ENV/environment.yaml and pins.yaml into your \
            working tree. Commit and push them: only the tracked branch counts. The new \
            environment applies nothing until you set `apply`. An existing file is \
            never overwritten. With --from it copies the settings and pins of another environment \
            from the tracked branch, for the machine here, and says what runs only here or is \
            pinned only there.

            Examples:
              pinion init production --swarm --stack shop
              pinion init staging --docker --project shop --endpoint unix:///var/run/docker.sock
              pinion init production --ecs prod --services "shop-*"
              pinion init try --sandbox .pinion/sandbox.json
              pinion init us-production --from eu-production
            """)

    @Argument(help: "The environment's name.") var environment: String
    @OptionGroup(title: "Runtime") var runtime: RuntimeOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard PinionModel::Environment.Name(parsing: environment) != nil else {
            throw ValidationError(
                "`\(environment)` is not an environment's name; use up to 63 lower-case letters, "
                    + "digits and -, not starting with -")
        }
    }

    func run() async throws {
        guard let name = PinionModel::Environment.Name(parsing: environment) else { return }
        let new = NewEnvironment(name, common.choice, .current)
        let lines =
            if let former = runtime.from {
                try await new.copy(of: former, at: runtime.values["endpoint"]).lines
            } else { try await new.write(runtime.values).lines }
        Terminal.print(lines.map { $0 + "\n" }.joined())
    }
}
