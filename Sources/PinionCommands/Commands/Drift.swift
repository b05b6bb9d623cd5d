import ArgumentParser
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReports

/// `pinion drift`: reports all differences and risks.
struct Drift: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "drift",
        abstract: "Report every difference and risk, with a sentence for each.",
        discussion: """
            Asks the registries more than `status` does: whether each pin can still be pulled, and \
            whether tags have moved. Changes nothing. Exit codes: 0 all in step; 1 something could \
            not be read or asked; 2 not in step.
            """)

    @OptionGroup var names: EnvironmentArguments
    @OptionGroup var output: OutputOptions<ReportDocuments>
    @OptionGroup var cache: CachedOption
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let inspection = InspectingRepository(common: common, isCached: cache.cached)
        let report = try await inspection.report(
            names.environments, depth: .report, tellsLooks: true)
        output.show(.drift(report), inspection.process)
        throw Ending(.looking(report))
    }
}
