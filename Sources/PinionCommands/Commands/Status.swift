import ArgumentParser
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReports

/// `pinion status`: one table for all environments, with one row per service.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show every service of every environment in one table.",
        discussion: """
            Compares what git approved, what a re-creation would use, what a restart would use, \
            and what runs. Changes nothing. Exit codes: 0 all in step; 1 something could not be \
            read or asked; 2 not in step.
            """)

    @OptionGroup var names: EnvironmentArguments
    @OptionGroup var output: OutputOptions<ReportDocuments>
    @OptionGroup var cache: CachedOption
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let inspection = InspectingRepository(common: common, isCached: cache.cached)
        let report = try await inspection.report(
            names.environments, depth: .decision, tellsLooks: true)
        output.show(.status(report), inspection.process)
        throw Ending(.looking(report))
    }
}
