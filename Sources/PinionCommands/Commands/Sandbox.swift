import ArgumentParser
import PinionModel
import PinionProcess
import PinionRuntimes
import PinionWiring

/// `pinion sandbox …`: acts as the operators and scripts that own the services of a sandbox.
struct Sandbox: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Play the infrastructure of a sandbox: create, update, restart, fail.",
        discussion: """
            A sandbox is an orchestrator in a file, for trying Pinion out and for tests. These \
            commands act on it behind Pinion's back, as people and scripts act on real services; \
            nothing here pins anything.
            """,
        subcommands: [
            Create.self, Update.self, Restart.self, Recreate.self, Template.self, Scale.self,
            Fail.self, Mend.self, Remove.self, Tag.self, Show.self,
        ])
}

extension Sandbox {
    /// The options that select a sandbox.
    struct FileOptions: ParsableArguments {
        @Option(
            name: .customLong("env"),
            help: ArgumentHelp(
                "The environment whose sandbox it is, as the tracked branch has it.",
                valueName: "env"))
        var environment: String?
        @Option(
            help: ArgumentHelp(
                "The sandbox's file, instead of an environment's.", valueName: "file"))
        var state: String?
        @Option(
            help: ArgumentHelp(
                "The images, as `layout:FOLDER`, with --state.", valueName: "images"))
        var images: String?
        @OptionGroup var common: CommonOptions

        func validate() throws {
            guard (environment == nil) != (state == nil) else {
                throw ValidationError(
                    "name the sandbox: --env ENV, or --state FILE --images layout:FOLDER")
            }
        }

        /// Returns the operator of the sandbox.
        func infrastructure() async throws -> SandboxOperator {
            let found = try await resolved()
            return SandboxOperator(
                path: found.path, registry: found.registries.reading,
                clock: ProcessContext.current.clock)
        }

        func resolved() async throws -> (path: String, registries: Registries) {
            let process = ProcessContext.current
            guard let environment else {
                let layout = images.flatMap {
                    $0.hasPrefix("layout:") ? String($0.dropFirst(7)) : nil
                }
                return (
                    process.absolute(state ?? ""),
                    try Registries(layout: layout.map(process.absolute), process)
                )
            }
            let session = try await Session.open(common.choice, process, revision: nil)
            let read = try session.environments(named: [environment]).first
            guard let sandbox = try read?.result.get().runtime as? SandboxSettings else {
                throw Complaint("environment \(environment) does not run on a sandbox")
            }
            // The session stays open until the command ends, because the operator of the sandbox
            // asks its registries.
            return (
                path: try session.runtimes.context.path(sandbox.state, for: "a sandbox"),
                registries: session.registries
            )
        }
    }

    /// A reference as it was given: floating ones stay floating.
    struct Reference: ExpressibleByArgument {
        let reference: ImageReference

        init?(argument: String) {
            guard let reference = try? ImageReference(parsing: argument) else { return nil }
            self.reference = reference
        }
    }
}
