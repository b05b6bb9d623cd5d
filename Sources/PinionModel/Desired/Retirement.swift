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

/// An environment that has a ledger and no folder, and that is not given up: nobody looks at what runs there.
package struct VanishedEnvironment: Hashable, Sendable {
    /// The environment.
    package let name: Environment.Name
    /// Where its ledger ends.
    package let tip: CommitID
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
        of ledgers: [Environment.Name: CommitID], besides folders: Set<String>,
        _ retired: [Retirement], in place: LedgerPlace = .remote
    ) -> [VanishedEnvironment] {
        ledgers.sorted { $0.key < $1.key }.compactMap { name, tip in
            let retirement = retired.first { $0.environment == name }
            let isGivenUp = retirement.map { place == .local || $0.ledger == tip } ?? false
            guard !folders.contains(name.description), !isGivenUp else { return nil }
            return VanishedEnvironment(name: name, tip: tip, retirement: retirement)
        }
    }

    /// What it is, where its ledger is, and what to do, on one line; `root` is the folder of the environments.
    package func problem(root: String, ledger place: String) -> String {
        if let retirement {
            return "it is retired (`retired` in pinion.yaml) at the ledger's commit "
                + "\(retirement.ledger.short), and \(place) ends at \(tip.short): somebody wrote to it since, or put "
                + "another one there; find out who (`pinion log \(name)`), then run `pinion retire \(name)` again, or "
                + "bring \(root)/\(name) back"
        }
        return
            "\(root)/\(name) is not there any more, and \(place) is, at \(tip.short): nobody looks at what runs "
            + "there; bring the folder back, or give the environment up by `pinion retire \(name)`"
    }
}
