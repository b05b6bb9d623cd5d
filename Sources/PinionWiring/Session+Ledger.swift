import PinionDecisions
package import PinionGit
package import PinionModel
import PinionProposals

extension Session {
    /// The repository's history in git.
    package var history: any History { repository.history() }

    /// Returns this host's memory of the repository, for one run over one environment.
    package func memory() async throws -> GitMemory {
        try await repository.memory(project.settings.ledger, branch: project.settings.branch)
    }

    /// Returns the ledger for decisions: reading it fails if it was rewound since this host saw it.
    package func guardedLedger() async throws(LedgerError) -> any Ledger {
        try await repository.guardedLedger(
            project.settings.ledger, branch: project.settings.branch, tip: tip.id)
    }

    /// Throws if the tracked branch or the ledger was rewound since this host last saw it.
    ///
    /// Nothing may be committed onto a rewound branch.
    package func refuseSetback(of environment: PinionModel::Environment.Name) async throws {
        let newest = try await ledger().newest(of: environment)
        let now = PresentTips(
            branch: tip.id, ledger: newest.map { SeenTip(id: $0.id, at: $0.record.at) })
        let found = try await memory().recall(now, of: environment, accepting: .none)
        guard let doubt = found.doubts.first else { return }
        throw RuleRefusal(doubt.clause(of: environment, at: tip.id))
    }

    /// Returns the doubts about an environment's history, one sentence each, for commands that
    /// report.
    package func historyNotes(of environment: PinionModel::Environment.Name) async throws
        -> [String]
    {
        let newest = try await ledger().newest(of: environment)
        let now = PresentTips(
            branch: tip.id, ledger: newest.map { SeenTip(id: $0.id, at: $0.record.at) },
            isLook: true)
        let memory = try await memory()
        do throws(MemoryError) {
            let found = try await memory.recall(now, of: environment, accepting: .none)
            return found.doubts.map { $0.clause(of: environment, at: tip.id) }
        } catch { return [error.description] }
    }
}
