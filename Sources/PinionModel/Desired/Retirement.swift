/// An environment that is given up: its folder is gone, and its ledger stays for what it tells.
package struct Retirement: Hashable, Sendable {
    /// The environment.
    package let environment: Environment.Name
    /// Why it was given up.
    package let reason: String
    /// Where its ledger ended then; one that has moved since is written by somebody who did not hear of it.
    package let ledger: CommitID

    /// Puts a retirement together.
    package init(environment: Environment.Name, reason: String, ledger: CommitID) {
        self.environment = environment
        self.reason = reason
        self.ledger = ledger
    }

    /// The entry as it is written into `pinion.yaml`, on one line, but for the reason.
    package static func example(_ environment: Environment.Name, at tip: CommitID) -> String {
        "retired: { \(environment): { reason: \"…\", ledger: \(tip) } }"
    }
}

/// What is left of an environment's history.
package enum LedgerEnd: Hashable, Sendable {
    /// Its ledger is there, and ends at this commit.
    case at(CommitID)
    /// It had a ledger, as the record of who looked or this host's memory tells, and has none any more; where it ended
    /// when this host last saw it, if it did.
    case lost(lastSeen: CommitID?)

    /// Where it ends, or ended when it was last seen; nil where that is not known.
    package var commit: CommitID? {
        switch self {
        case .at(let id): id
        case .lost(let id): id
        }
    }
}

/// An environment that has or had a ledger and has no folder, and that is not given up: nobody looks at what runs there.
package struct VanishedEnvironment: Hashable, Sendable {
    /// The environment.
    package let name: Environment.Name
    /// What is left of its ledger.
    package let end: LedgerEnd
    /// The retirement that names another end of the ledger; nil where there is none.
    package let retirement: Retirement?

    /// Those of some ledgers that have neither a folder nor a retirement that names their tip, ordered.
    ///
    /// - Parameters:
    ///   - ledgers: Where each ledger ends.
    ///   - folders: The names of the environments' folders.
    ///   - retired: The environments that are given up.
    ///   - place: Where ledgers are kept: of a local one each host has another, so that its end says nothing.
    /// - Returns: Those of which nobody has said that they are given up as they are now.
    package static func all(
        of ledgers: [Environment.Name: LedgerEnd], besides folders: Set<String>,
        _ retired: [Retirement], in place: LedgerLocation = .remote
    ) -> [VanishedEnvironment] {
        ledgers.sorted { $0.key < $1.key }.compactMap { name, end in
            let retirement = retired.first { $0.environment == name }
            let isGivenUp = retirement.map { place == .local || $0.agrees(with: end) } ?? false
            guard !folders.contains(name.description), !isGivenUp else { return nil }
            return VanishedEnvironment(name: name, end: end, retirement: retirement)
        }
    }

    /// What it is, where its ledger is, and what to do, on one line; `root` is the folder of the environments.
    package func problem(root: String, ledger place: String) -> String {
        guard case .at(let tip) = end else {
            let lost = "\(root)/\(name) is not there any more, nor is \(place)"
            let nobody =
                "somebody removed both, and nobody looks at what runs there; bring the folder back, or "
            guard let last = end.commit else {
                return "\(lost): \(nobody)"
                    + "remove what is left of it by `git push REMOTE :refs/pinion/seen/\(name)`"
            }
            return "\(lost) (this host last saw it end at \(last.short)): \(nobody)"
                + "give the environment up by `pinion retire \(name) --reason TEXT`"
        }
        if let retirement {
            return "it is retired (`retired` in pinion.yaml) at the ledger's commit "
                + "\(retirement.ledger.short), and \(place) ends at \(tip.short): somebody wrote to it since, or put "
                + "another one there; find out who (`pinion log \(name)`), then run `pinion retire \(name) --reason TEXT` again, or "
                + "bring \(root)/\(name) back"
        }
        return
            "\(root)/\(name) is not there any more, and \(place) is, at \(tip.short): nobody looks at what runs "
            + "there; bring the folder back, or give the environment up by `pinion retire \(name) --reason TEXT`"
    }
}

extension Retirement {
    /// Whether it speaks of what is left of a ledger: of one that is gone, whatever it says of its end.
    fileprivate func agrees(with end: LedgerEnd) -> Bool {
        guard case .at(let tip) = end else { return true }
        return ledger == tip
    }
}
