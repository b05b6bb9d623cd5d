/// A retired environment: its folder is gone, and its ledger is kept as a record.
package struct Retirement: Hashable, Sendable {
    package let environment: Environment.Name
    /// The reason for retiring it.
    package let reason: String
    /// The ledger's tip at that time; if it has moved since, another writer was not aware of this.
    package let ledger: CommitID

    package init(environment: Environment.Name, reason: String, ledger: CommitID) {
        (self.environment, self.reason, self.ledger) = (environment, reason, ledger)
    }

    /// Returns the one-line entry for `pinion.yaml`, with a placeholder for the reason.
    package static func example(_ environment: Environment.Name, at tip: CommitID) -> String {
        "retired: { \(environment): { reason: \"…\", ledger: \(tip) } }"
    }
}

/// The remains of an environment's ledger.
package enum LedgerEnd: Hashable, Sendable {
    /// The ledger exists and ends at this commit.
    case at(CommitID)
    /// The record of looks, or this host's memory, shows that there was a ledger; with the last tip
    /// that this host saw, if any.
    case lost(lastSeen: CommitID?)

    /// The ledger's tip, or its last known tip; `nil` if unknown.
    package var commit: CommitID? {
        switch self {
        case .at(let id): id
        case .lost(let id): id
        }
    }
}

/// An environment with a ledger, present or former, but without a folder or a valid retirement.
package struct VanishedEnvironment: Hashable, Sendable {
    package let name: Environment.Name
    /// The remains of its ledger.
    package let end: LedgerEnd
    /// The retirement that names another tip of the ledger; `nil` if there is none.
    package let retirement: Retirement?

    /// Finds ledgers with neither a folder nor a retirement that names their tip, ordered by name.
    ///
    /// Local ledgers differ between hosts, so that the tip of one is not compared.
    package static func all(
        of ledgers: [Environment.Name: LedgerEnd], besides folders: Set<String>,
        _ retired: [Retirement], in place: LedgerLocation = .remote
    ) -> [VanishedEnvironment] {
        ledgers.sorted { $0.key < $1.key }.compactMap { name, end in
            let retirement = retired.first { $0.environment == name }
            let isGivenUp = retirement.map { place == .local || $0.names(end) } ?? false
            guard !folders.contains(name.description), !isGivenUp else { return nil }
            return VanishedEnvironment(name: name, end: end, retirement: retirement)
        }
    }

    /// Returns problem and remedy on one line; `root` is the folder of the environments.
    package func problem(root: String, ledger place: String) -> String {
        guard case .at(let tip) = end else {
            let lost = "\(root)/\(name) is not there any more, nor is \(place)"
            let nobody =
                "somebody removed both, and nobody looks at what runs there; bring the folder "
                + "back, or "
            guard let last = end.commit else {
                return "\(lost): \(nobody)"
                    + "remove what is left of it by `git push REMOTE :refs/pinion/seen/\(name)`"
            }
            return "\(lost) (this host last saw it end at \(last.short)): \(nobody)"
                + "give the environment up by `pinion retire \(name) --reason TEXT`"
        }
        if let retirement {
            return "it is retired (`retired` in pinion.yaml) at the ledger's commit "
                + "\(retirement.ledger.short), and \(place) ends at \(tip.short): somebody wrote "
                + "to "
                + "it since, or put another one there; find out who (`pinion log \(name)`), then "
                + "run `pinion retire \(name) --reason TEXT` again, or bring \(root)/\(name) back"
        }
        return "\(root)/\(name) is not there any more, and \(place) is, at \(tip.short): nobody "
            + "looks at what runs there; bring the folder back, or give the environment up by "
            + "`pinion retire \(name) --reason TEXT`"
    }
}

extension Retirement {
    /// Whether it names this tip; true for a ledger that is gone.
    fileprivate func names(_ end: LedgerEnd) -> Bool {
        guard case .at(let tip) = end else { return true }
        return ledger == tip
    }
}
