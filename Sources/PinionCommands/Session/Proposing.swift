import PinionGit
import PinionModel
import PinionProposals
import PinionReports
import PinionWiring

/// Opens the repository, proposes for each environment, and shows the result.
struct Proposing: Sendable {
    let common: CommonOptions
    let writing: WritingOptions
    let process = ProcessContext.current

    init(_ common: CommonOptions, _ writing: WritingOptions) {
        (self.common, self.writing) = (common, writing)
    }

    /// Proposes for the named environments, or all, and ends with the exit code.
    func run(_ names: [String], _ planner: some ChangePlanner) async throws -> Never {
        let progress = Progress(isQuiet: common.quiet, isVerbose: common.verbose)
        defer { progress.clear() }
        progress.note("reading the repository")
        let start = process.now()
        let reports = try await Session.with(common.choice, process, bringsProposals: true) {
            let chosen = try $0.environments(named: names)
            return await Proposer(ProposalContext($0, at: start)).reports(
                on: chosen, planner, isDirect: writing.direct
            ) {
                progress.note("proposing for \($0)")
            }
        }
        progress.clear()
        writing.output.show(.proposals(reports), process)
        throw Ending(.proposing(reports))
    }
}

extension Proposing {
    /// Makes one proposal, shows the result, and ends with the exit code.
    static func one(
        _ common: CommonOptions, _ output: OutputOptions<ProposalDocuments>,
        _ propose: (Session) async throws -> ProposalReport
    ) async throws {
        let process = ProcessContext.current
        let report = try await Session.with(common.choice, process, bringsProposals: true, propose)
        output.show(.proposals([report]), process)
        throw Ending(.proposing([report]))
    }
}
