import ArgumentParser
import PinionFiles
import PinionModel
import PinionProcess
import PinionSyntax
import PinionWiring

/// `pinion render …`: writes the tracked branch's pins in formats that other tools read.
struct Render: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Write a file that another tool reads, from the committed pins.",
        subcommands: [RenderImageDefinitions.self])
}

/// `pinion render imagedefinitions ENV SERVICE`: the input of CodePipeline's ECS deploy action.
struct RenderImageDefinitions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "imagedefinitions",
        abstract: "Write a service's pins as CodePipeline's imagedefinitions.json.",
        discussion: """
            Reads the pins of the tracked branch, and writes each container with its image as \
            repository@digest, so that an ECS deploy action can only deploy what is pinned. The \
            same pins give the same bytes. A service in the short \
            form gives its key as the container's name: where the container is called something \
            else, pin it under `containers`.

            Example:
              pinion render imagedefinitions production web --output imagedefinitions.json

            Exit codes: 0 done; 1 an error, nothing written.
            """)

    @Argument(help: "The environment.") var environment: String
    @Argument(help: "The service.") var service: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "The file to write; standard output by default, and for -.", valueName: "file"))
    var output: String?
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let process = ProcessContext.current
        let text = try await Session.with(common.choice, process) { try self.text($0) }
        guard let output, output != "-" else { return Terminal.print(text) }
        try write(text, to: process.absolute(output))
    }

    private func text(_ session: Session) throws -> String {
        guard let read = try session.environments(named: [environment]).first else {
            throw Complaint(
                "there is no environment \(environment); name one of the tracked branch")
        }
        let pinned: PinionModel::Environment
        do throws(FileMistakes) {
            pinned = try read.result.get()
        } catch {
            throw Complaint("cannot read \(environment):\n\(error)")
        }
        guard let found = pinned.services.first(where: { $0.name.description == service }) else {
            let guess = nearest(to: service, among: pinned.services.map(\.name.description))
            throw Complaint(
                "\(service) is not pinned in \(environment); "
                    + (guess.map { "did you mean `\($0)`?" } ?? "name one of its services"))
        }
        return ImageDefinitions.text(of: found)
    }

    private func write(_ text: String, to path: String) throws {
        do throws(FileFault) { try WholeFile.write(Array(text.utf8), toNamed: path) } catch {
            throw Complaint(
                "cannot write \(path): \(error); name a file that can be written, in a folder "
                    + "that is there")
        }
    }
}
