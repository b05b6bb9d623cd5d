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

/// `pinion plan`: shows what a reconcile would do.
struct Plan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a reconcile would do, and the plan hash to approve it with.",
        discussion: """
            Restarts of identical bits are marked as such. Changes nothing. Exit codes: 0 no \
            changes; 1 something could not be read or asked; 2 there are changes; 3 a rule would \
            refuse them.
            """)

    @OptionGroup var names: EnvironmentArguments
    @Option(
        help: ArgumentHelp(
            "Plan for this commit instead of the branch's tip.", valueName: "rev")) var at: String?
    @OptionGroup var output: OutputOptions<ReportDocuments>
    @OptionGroup var common: CommonOptions

    func run() async throws {
        let inspection = InspectingRepository(common: common, revision: at)
        let report = try await inspection.report(names.environments, depth: .decision)
        output.show(.plan(report), inspection.process)
        throw Ending(.planning(report))
    }
}
