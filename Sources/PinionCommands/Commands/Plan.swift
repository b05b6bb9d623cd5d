import ArgumentParser
import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReports

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
