import ArgumentParser
import FoundationEssentials
import PinionDecisions
import PinionFiles
import PinionGit
import PinionModel
import PinionProcess
import PinionRuntimes
import PinionSyntax
import PinionWiring

/// `pinion init ENV …`: asks the runtime what runs and writes the folder with every service pinned
/// to it.
struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write an environment's folder from what runs now.",
        discussion: """
            Asks the runtime, pins every service to the digest that all its instances run and its registry has, and writes \
            environments/ENV/environment.yaml and pins.yaml into your working tree. Commit and push them: only the \
            tracked branch counts. The new environment applies nothing until you set `apply`. An existing file is \
            never overwritten. With --from it copies the settings and pins of another environment from the tracked \
            branch, for the machine here, and says what runs only here or is pinned only there.

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
        if let former = runtime.from { return try await copy(of: former) }
        let process = ProcessContext.current
        let root = try await InitPlace(common, process).root()
        let project = try InitPlace.settings(in: root)
        let registries = try Registries(project, root: root, process)
        let factory = RuntimeFactory(
            root: root, registries: registries,
            cacheFolder: process.cacheFolder(asked: common.cache), process: process)
        let folder = "\(project.environmentsFolder)/\(environment)"
        try refuseLinks(folder, in: root)
        try refuseExisting("\(root)/\(folder)")

        let answers = SetupAnswers(runtime.values, variables: process.environment)
        let kind = try RuntimeKinds.all.chosen(by: answers)
        let asked = try await factory.runtime(kind.init(answers, id: nil))
        let settings = kind.init(answers, id: try await asked.identity())
        let inventory = try await asked.observe(.inScope(pinned: []))
        let adopted = await RegistryAnswers.consulting(registries.reading) {
            let adoption = Adoption(inventory, file: "\(folder)/pins.yaml", answers: $0)
            return (adoption, adoption.open)
        }
        try refuseNothing(adopted)
        try write(settings, adopted, "\(root)/\(folder)")
        report(adopted, folder)
    }

    /// A file without a service would be refused by every command that reads it.
    private func refuseNothing(_ adopted: Adoption) throws {
        guard adopted.services.isEmpty else { return }
        guard !adopted.left.isEmpty else {
            throw Complaint(
                "nothing is in scope, and nothing was written; look at the names and at which runtime "
                    + "is asked, or start a service first")
        }
        let reasons = adopted.left.map { "  \($0.name): \($0.reason)" }
        throw Complaint(
            "nothing in scope can be pinned, and nothing was written:\n"
                + reasons.joined(separator: "\n"))
    }

    /// A link on the way would lead out of the working tree.
    func refuseLinks(_ path: String, in root: String) throws {
        var place = root
        for part in path.split(separator: "/") {
            place += "/\(part)"
            let target = try? FileManager.default.destinationOfSymbolicLink(atPath: place)
            guard target == nil else {
                throw Complaint("\(place) is a symbolic link; make it a folder of the repository")
            }
        }
    }

    private func refuseExisting(_ folder: String) throws {
        for file in ["environment.yaml", "pins.yaml"]
        where FileManager.default.fileExists(atPath: "\(folder)/\(file)") {
            throw Complaint(
                "\(folder)/\(file) exists, and init overwrites nothing; name another "
                    + "environment, or edit the file")
        }
    }

    private func write(
        _ runtime: any RuntimeKind, _ adopted: Adoption, _ folder: String
    ) throws {
        let files = [
            (
                "environment.yaml",
                EnvironmentFileText(
                    runtime: runtime,
                    builtHere: adopted.left.filter(\.isIgnored).map(\.name)
                ).bytes
            ),
            ("pins.yaml", PinsFileText(services: adopted.services).bytes),
        ]
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true)
            for (name, bytes) in files {
                try Data(bytes).write(
                    to: URL(filePath: "\(folder)/\(name)"), options: .withoutOverwriting)
            }
        } catch {
            throw Complaint(
                "cannot write into \(folder): \(FileFault(error)); make the folder writable and "
                    + "run it again")
        }
    }

    private func report(_ adopted: Adoption, _ folder: String) {
        let pins = adopted.services.count
        Terminal.print(
            "wrote \(folder)/environment.yaml and \(folder)/pins.yaml with \(pins) "
                + "service\(pins == 1 ? "" : "s")\n")
        for one in adopted.left {
            let end = one.isIgnored ? "; environment.yaml ignores it for now" : ""
            Terminal.print(
                "not pinned: \(ShownText("\(one.name): \(one.reason)", longest: .max))\(end)\n")
        }
        for name in adopted.onePlatform {
            Terminal.print(
                "\(ShownText(name, longest: .max)): its pin is the manifest of one platform; on hosts of another one, pin the index\n"
            )
        }
        for (name, reason) in adopted.unconfirmed {
            Terminal.print(
                "\(ShownText(name, longest: .max)): whether its registry has the pin is not known: \(reason)\n"
            )
        }
        Terminal.print(
            "nothing is applied until environment.yaml says `apply: automatic` or `apply: manual`\n"
        )
        Terminal.print(
            "next: git add \(folder) && git commit && git push, then `pinion status "
                + "\(environment)`\n")
    }
}
