/// A doubt about a history; nothing is changed until an operator has decided.
package enum HistoryDoubt: Hashable, Sendable {
    /// The tracked branch does not contain the commit that the ledger acted on last.
    case rewritten(Rewrite)
    /// A branch or ledger is older than one this host saw, missing, or unrelated to it.
    case setBack(Setback)
    /// This host's cached copy of a branch or ledger is older than one it saw; git was not asked.
    case outdated(Setback)
    /// There is no ledger, but traces show that there was one.
    case lost([LedgerTrace])

    /// Returns the text by which the ledger records an operator's acceptance.
    package func acceptance(at tip: CommitID) -> String {
        switch self {
        case .rewritten(let rewrite): "\(rewrite.from) to \(rewrite.to)"
        case .setBack(let setback), .outdated(let setback):
            switch setback.chain {
            case .branch: "\(setback.seen.id) to \(tip)"
            case .ledger: "ledger \(setback.seen.id) to \(setback.now?.id.description ?? "nothing")"
            }
        case .lost: "ledger unknown to nothing"
        }
    }

    /// Returns a clause that says what is doubtful and what can be done.
    package func clause(of environment: Environment.Name, at tip: CommitID?) -> String {
        let commit = tip?.description ?? "COMMIT"
        let accept = "`pinion reconcile \(environment) --accept-rewrite \(commit)`"
        switch self {
        case .rewritten(let rewrite): return Self.rewriting(from: rewrite.from, to: rewrite.to)
        case .setBack(let setback): return setback.clause(of: environment, accept: accept)
        case .outdated(let setback): return setback.outdatedClause(of: environment)
        case .lost(let traces): return Self.loss(traces, of: environment, accept: accept)
        }
    }

    /// Returns the clause for a lost ledger; unlike other traces, a tag may come from anyone.
    private static func loss(
        _ traces: [LedgerTrace], of environment: Environment.Name, accept: String
    ) -> String {
        let signs = traces.prefix(3).map(\.description).joined(separator: ", ")
        let restore = "`pinion ledger restore \(environment)` on a host that has a copy of it"
        guard traces.contains(where: { !$0.mayBeForeign }) else {
            return "there is no ledger of \(environment), and \(signs): an earlier run of Pinion "
                + "may have put it, also under another name of the environment, or somebody else; "
                + "where Pinion never ran here before, or begins anew, run \(accept), which "
                + "records "
                + "it; where it did, look what became of the ledger, and put it back by \(restore)"
        }
        return "there is no ledger of \(environment), and something shows that there was one: "
            + "\(signs); look what became of it, and put it back by \(restore); where Pinion never "
            + "ran here before, or begins anew, run \(accept), which records it"
    }

    package static func rewriting(from: CommitID, to: CommitID) -> String {
        "the tracked branch was rewritten: commit \(from.short), which was acted on last, "
            + "is not in \(to.short); run the command again, and if it stands, look at "
            + "what happened, then run `pinion reconcile --accept-rewrite \(to)`"
    }
}

/// A rewrite of the tracked branch: the commit last acted on is not an ancestor of the tip.
package struct Rewrite: Hashable, Sendable {
    /// The commit that was acted on last.
    package let from: CommitID
    /// The tip.
    package let to: CommitID

    package init(from: CommitID, to: CommitID) { (self.from, self.to) = (from, to) }
}

/// The doubts about an environment's history, seen from one tip of the branch.
package struct HistoryQuestions: Hashable, Sendable {
    package let environment: Environment.Name
    /// The tracked branch's tip, which an acceptance names.
    package let tip: CommitID
    /// The doubts, in the order in which they were met.
    package let doubts: [HistoryDoubt]

    package init(of environment: Environment.Name, at tip: CommitID, _ doubts: [HistoryDoubt]) {
        (self.environment, self.tip, self.doubts) = (environment, tip, doubts)
    }

    /// The doubts as clauses.
    package var clauses: [String] { doubts.map { $0.clause(of: environment, at: tip) } }
}

extension Recollection {
    /// The doubts about the tips.
    package var doubts: [HistoryDoubt] {
        setbacks.map { isOfCache ? .outdated($0) : .setBack($0) }
    }
}

extension Setback {
    /// Words a doubt for which git was not asked: there is nothing to accept or to restore.
    fileprivate func outdatedClause(of environment: Environment.Name) -> String {
        let there = now.map { "is at \($0)" } ?? "is missing"
        let name =
            switch chain {
            case .branch(let name): "the branch \(name)"
            case .ledger: "the ledger of \(environment)"
            }
        return "what is shown is older than what this host knows: in its cache \(name) \(there), "
            + "and \(sight) \(seen); git was not asked, and nothing says that it went back: look "
            + "again without --cached when it answers"
    }

    fileprivate func clause(of environment: Environment.Name, accept: String) -> String {
        let there = now.map { "it is \($0)\(words)" } ?? "there is none"
        switch chain {
        case .branch(let name):
            return "the branch \(name) went back: \(sight) \(seen), and now \(there); push what is "
                + "missing, or, where the change was meant, run \(accept), which records it"
        case .ledger:
            return "the ledger of \(environment) went back: \(sight) \(seen), and now \(there); "
                + "put this host's copy back by `pinion ledger restore \(environment)`, or go on "
                + "from what is there by \(accept), which records it"
        }
    }

    private var sight: String {
        switch witness {
        case .host: "this host saw"
        case .cache: "the cache of this host holds"
        case .clone(let path): "the clone \(path) fetched"
        }
    }

    private var words: String {
        switch relation {
        case .older: ", which is older"
        case .unrelated: ", which does not follow it"
        case .missing: ""
        }
    }
}
