import ArgumentParser
import PinionHistory
import PinionModel
import PinionReconcile
import PinionReports
import PinionWiring

/// `pinion trace DIGEST|COMMIT`: shows where a build runs, and where it has run.
struct Trace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trace",
        abstract:
            "Show which environments run or have run an image, since when, and what brought it.",
        discussion: """
            Reads every environment's ledger, and the commits that brought the image to its pins. \
            A commit stands for the images that it brought to pins. An image that no environment \
            has run is no error. Changes nothing.
            """)

    @Argument(
        help: ArgumentHelp(
            "sha256:… or at least seven of its digits, or a commit of this repository.",
            valueName: "digest|commit"))
    var build: String
    @OptionGroup var output: OutputOptions<TraceDocuments>
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let process = ProcessContext.current
        let report = try await Session.with(common.choice, process) {
            try await $0.trace(build)
        }
        output.show(.trace(report), process)
    }
}
