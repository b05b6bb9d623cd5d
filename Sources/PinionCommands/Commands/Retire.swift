import ArgumentParser
import PinionFiles
import PinionGit
import PinionModel
import PinionProposals
import PinionReconcile
import PinionWiring

/// `pinion retire ENV`: an environment whose folder is gone, and which is given up.
struct Retire: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retire",
        abstract: "Propose that an environment without a folder is given up.",
        discussion: """
            A ledger without a folder is an error of every run: nobody looks at what runs there. This proposes the entry \
            of `retired` in pinion.yaml that ends it, with where the ledger ends now; once the ledger moves on, the \
            error is back. The ledger stays, and `pinion log` reads it. To rename an environment, retire it and make a \
            new one.

            Example:
              pinion retire production --reason "moved to eu-production"

            Exit codes: 0 done, or nothing to do; 1 an error.
            """)

    @Argument(help: "The environment.") var environment: String
    @Option(help: ArgumentHelp("Why.", valueName: "text")) var reason: String
    @OptionGroup var output: OutputOptions<ProposalDocuments>
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard PinionModel::Environment.Name(parsing: environment) != nil else {
            throw ValidationError("`\(environment)` is not an environment's name")
        }
        guard !oneLine(reason, atMost: 500).isEmpty else {
            throw ValidationError("--reason is empty; say why it is given up")
        }
    }

    func run() async throws {
        guard let name = PinionModel::Environment.Name(parsing: environment) else { return }
        try await Proposing.one(common, output) { try await self.report(on: name, $0) }
    }

    /// Where the ledger ends; of one that was removed, where this host last saw it end.
    private func ledgerEnd(
        of name: PinionModel::Environment.Name, _ session: Session
    ) async throws -> CommitID {
        let gone = try await session.gone(named: [name.description]).first
        if case .lost(let lastSeen)? = gone?.end {
            if let lastSeen { return lastSeen }
            throw Complaint(
                "the ledger of \(name) was removed from \(session.place.label), and this host never saw it: bring it "
                    + "back from a host that did, or remove what is left of it with `git push REMOTE :refs/pinion/seen/\(name)`"
            )
        }
        if let tip = try await session.guardedLedger().newest(of: name)?.id { return tip }
        throw Complaint(
            "\(name) has no ledger in \(session.place.label), so that there is nothing to give up")
    }

    private func report(
        on name: PinionModel::Environment.Name, _ session: Session
    ) async throws -> ProposalReport {
        let settings = session.project.settings
        let tip = try await ledgerEnd(of: name, session)
        let root = settings.environmentsFolder
        guard !session.project.environments.contains(where: { $0.name == name.description }) else {
            throw Complaint(
                "\(root)/\(name) is still there at commit \(session.tip.id.short); remove it first, or in one change with "
                    + "`\(Retirement.example(name, at: tip))` in pinion.yaml")
        }
        let retirement = Retirement(
            environment: name, reason: oneLine(reason, atMost: 500), ledger: tip)
        let zones = session.zones
        let proposal = Proposal(environment: name, purpose: .retire(retirement), changes: [])
        let brief = FileBrief(
            proposal, at: session.surroundings.now(), tip: session.tip.id,
            path: ProjectReader.settingsPath
        ) { file in
            try RetirementEdit.applying(
                retirement, to: file, with: zones.reader)
        }
        let ending: ProposalReport.Ending
        do {
            ending = .done(try await Proposer(session.proposalPorts()).change(brief))
        } catch {
            ending = .failed(Complaint(error).description)
        }
        return ProposalReport(
            environment: name.description, purpose: .retire(retirement), ending: ending)
    }
}
