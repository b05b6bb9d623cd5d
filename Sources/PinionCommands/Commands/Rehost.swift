import ArgumentParser
import PinionFiles
import PinionGit
import PinionModel
import PinionProposals
import PinionWiring

/// `pinion rehost ENV`: an environment whose machine was replaced.
struct Rehost: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehost",
        abstract: "Propose that an environment belongs to this machine from now on.",
        discussion: """
            Asks the runtime of the environment, from this host, which machine it is, and proposes that `id` in \
            environment.yaml. The ledger stays, and with it what was applied, what failed and what is paused. What runs on the \
            former machine goes on running there, and nobody looks at it any more. Where two engines reported the id that \
            the file has, it says instead that the one here is meant, which the ledger records. Exit codes: 0 done, or nothing to \
            do; 1 an error.
            """)

    @Argument(help: "The environment.") var environment: String
    @OptionGroup var output: OutputOptions<ProposalDocuments>
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard PinionModel::Environment.Name(parsing: environment) != nil else {
            throw ValidationError("`\(environment)` is not an environment's name")
        }
    }

    func run() async throws {
        try await Proposing.one(common, output) { try await self.report($0) }
    }

    private func report(_ session: Session) async throws -> ProposalReport {
        let chosen = try session.environments(named: [environment])
        guard let environment = try chosen.first?.result.get() else {
            throw Complaint("there is no environment `\(self.environment)`")
        }
        guard let here = try await session.runtimes.runtime(of: environment).identity() else {
            throw Complaint(
                "the runtime of \(environment.name) does not say which machine it is; a sandbox needs no id"
            )
        }
        let kept =
            environment.runtime.id == here ? try await session.keepEngine(of: environment) : nil
        let move = Rehosting(machine: here, former: environment.runtime.id)
        let folder = "\(session.project.settings.environmentsFolder)/\(environment.name)"
        let zones = session.zones
        let brief = FileBrief(
            Proposal(environment: environment.name, purpose: .rehost(move), changes: []),
            at: session.surroundings.now(), tip: session.tip.id,
            path: "\(folder)/environment.yaml"
        ) { file in
            try MachineEdit.applying(
                move.machine, to: file, with: zones.reader)
        }
        let ending: ProposalReport.Ending
        do {
            let outcome = try await Proposer(session.proposalPorts()).change(brief)
            ending = .done(kept.map { outcome.noting($0) } ?? outcome)
        } catch {
            ending = .failed(Complaint(error).description)
        }
        return ProposalReport(
            environment: environment.name.description, purpose: .rehost(move), ending: ending)
    }
}
