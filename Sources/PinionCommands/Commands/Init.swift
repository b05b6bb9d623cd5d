import ArgumentParser
import PinionDecisions
import PinionModel
import PinionOperations
import PinionSyntax
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
        if let former = runtime.from {
            return tell(try await new.copy(of: former, at: runtime.values["endpoint"]))
        }
        let written = try await new.write(runtime.values)
        report(written.adoption, written.folder)
    }

    private func report(_ adopted: Adoption, _ folder: String) {
        Terminal.print(
            "wrote \(folder)/environment.yaml and \(folder)/pins.yaml with "
                + "\(plural(adopted.services.count, "service"))\n")
        for one in adopted.unpinnable {
            let end = one.isIgnored ? "; environment.yaml ignores it for now" : ""
            Terminal.print(
                "not pinned: \(ShownText("\(one.name): \(one.reason)", longest: .max))\(end)\n")
        }
        for name in adopted.onePlatform {
            Terminal.print(
                "\(ShownText(name, longest: .max)): its pin is the manifest of one platform; on "
                    + "hosts of another one, pin the index\n")
        }
        for (name, reason) in adopted.unconfirmed {
            Terminal.print(
                "\(ShownText(name, longest: .max)): whether its registry has the pin is not known: "
                    + "\(reason)\n"
            )
        }
        Terminal.print(
            "nothing is applied until environment.yaml says `apply: automatic` or `apply: manual`\n"
        )
        next(folder)
    }

    /// Prints how this machine differs from the other environment.
    private func tell(_ copied: NewEnvironment.Copied) {
        let former = copied.former
        Terminal.print(
            "wrote \(plural(copied.files, "file")) into \(copied.folder), as \(former.name) has "
                + "them\n"
        )
        for (name, reason) in copied.notHere {
            let why = reason.map { ": \($0)" } ?? ""
            Terminal.print(
                "not here: \(ShownText(name, longest: .max)) is pinned, and does not run on this "
                    + "machine\(ShownText(why, longest: .max)); start it, or take its pin out\n")
        }
        for name in copied.notPinned {
            Terminal.print(
                "not pinned: \(ShownText(name, longest: .max)) runs on this machine, and "
                    + "\(former.name) has no pin of it; `pinion adopt \(environment)` proposes "
                    + "one\n")
        }
        if let tag = former.rules.environmentTag {
            Terminal.print(
                "\(former.name) and \(environment) both keep the registry tag `\(tag)`: as long as "
                    + "they do, their pins of one repository must be the same; give \(environment) "
                    + "another `tag`, or none\n")
        }
        if former.rules.apply != .never {
            Terminal.print(
                "`apply` is `\(former.rules.apply.rawValue)` in \(former.name), and `never` in "
                    + "\(environment) until you set it\n")
        }
        next(copied.folder)
    }

    private func next(_ folder: String) {
        Terminal.print(
            "next: git add \(folder) && git commit && git push, then `pinion status "
                + "\(environment)`\n"
        )
    }
}
