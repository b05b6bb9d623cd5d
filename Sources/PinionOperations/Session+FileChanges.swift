import PinionFiles
import PinionGit
package import PinionModel
package import PinionProposals
import PinionReconcile
package import PinionWiring

extension Session {
    /// Proposes to retire an environment that has a ledger and no folder.
    package func retire(
        _ name: PinionModel::Environment.Name, because reason: String
    ) async throws -> ProposalReport {
        let tip = try await ledgerEnd(of: name)
        let root = project.settings.environmentsFolder
        guard !project.environments.contains(where: { $0.name == name.description }) else {
            throw Complaint(
                "\(root)/\(name) is still there at commit \(self.tip.id.short); remove it first, "
                    + "or in one change with `\(Retirement.example(name, at: tip))` in pinion.yaml")
        }
        let retirement = Retirement(environment: name, reason: reason, ledger: tip)
        return await propose(.retire(retirement), for: name, in: ProjectReader.settingsPath) {
            [reader] in try RetirementEdit.applying(retirement, to: $0, with: reader)
        }
    }

    /// Returns the ledger's last commit; of a removed ledger, the last one that this host saw.
    private func ledgerEnd(of name: PinionModel::Environment.Name) async throws -> CommitID {
        let gone = try await gone(named: [name.description]).first
        if case .lost(let lastSeen)? = gone?.end {
            if let lastSeen { return lastSeen }
            throw Complaint(
                "the ledger of \(name) was removed from \(repository.label), and this host never "
                    + "saw it: bring it back from a host that did, or remove what is left of it "
                    + "with `git push REMOTE :refs/pinion/seen/\(name)`")
        }
        if let tip = try await guardedLedger().newest(of: name)?.id { return tip }
        throw Complaint(
            "\(name) has no ledger in \(repository.label), so that there is nothing to give up")
    }

    /// Proposes to write this machine's id into an environment's file.
    ///
    /// If two engines report that id, the ledger records that the one here is meant.
    package func rehost(_ name: String) async throws -> ProposalReport {
        guard let environment = try environments(named: [name]).first?.result.get() else {
            throw Complaint("there is no environment `\(name)`")
        }
        guard let here = try await runtimes.runtime(of: environment).identity() else {
            throw Complaint(
                "the runtime of \(environment.name) does not say which machine it is; a sandbox "
                    + "needs no id"
            )
        }
        let kept = environment.runtime.id == here ? try await keepEngine(of: environment) : nil
        let move = Rehosting(machine: here, former: environment.runtime.id)
        let path = "\(project.settings.environmentsFolder)/\(environment.name)/environment.yaml"
        return await propose(.rehost(move), for: environment.name, in: path, noting: kept) {
            [reader] in try MachineEdit.applying(move.machine, to: $0, with: reader)
        }
    }

    /// Proposes one edit of one file.
    private func propose(
        _ purpose: Proposal.Purpose, for name: PinionModel::Environment.Name, in path: String,
        noting note: String? = nil,
        _ edit: @escaping @Sendable (RepositoryFile?) throws -> RepositoryFile
    ) async -> ProposalReport {
        let change = FileChange(
            Proposal(environment: name, purpose: purpose, changes: []), path: path, edit: edit)
        let ending: ProposalReport.Ending
        do {
            let outcome = try await Proposer(ProposalContext(self, at: process.now())).propose(
                change)
            ending = .done(note.map { outcome.noting($0) } ?? outcome)
        } catch {
            ending = .failed(Failure(error))
        }
        return ProposalReport(environment: name.description, purpose: purpose, ending: ending)
    }
}
