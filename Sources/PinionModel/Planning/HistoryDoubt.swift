/// A history that is not what it should be: a question to people, and never a reason to change anything.
package enum HistoryDoubt: Hashable, Sendable {
    /// The tracked branch does not hold the commit that the ledger acted on last.
    case rewritten(Rewrite)
    /// A branch or ledger is older than what this host saw, missing, or another one.
    case setBack(Setback)
    /// There is no ledger, and something shows that there was one.
    case lost([LedgerTrace])

    /// What a person's acceptance of it says in the ledger.
    func acceptance(at tip: CommitID) -> String {
        switch self {
        case .rewritten(let rewrite): "\(rewrite.from) to \(rewrite.to)"
        case .setBack(let setback):
            switch setback.chain {
            case .branch: "\(setback.seen.id) to \(tip)"
            case .ledger: "ledger \(setback.seen.id) to \(setback.now?.id.description ?? "nothing")"
            }
        case .lost: "ledger unknown to nothing"
        }
    }

    /// A clause for people, with the ways on.
    package func clause(
        of environment: Environment.Name, at tip: CommitID?
    ) -> String {
        let commit = tip?.description ?? "COMMIT"
        let accept = "`pinion reconcile \(environment) --accept-rewrite \(commit)`"
        switch self {
        case .rewritten(let rewrite):
            return Self.rewriting(from: rewrite.from, to: rewrite.to)
        case .setBack(let setback): return setback.clause(of: environment, accept: accept)
        case .lost(let traces):
            return
                "the ledger of \(environment) is missing, and there was one: "
                + "\(traces.prefix(3).map(\.description).joined(separator: ", ")); put it back by "
                + "`pinion ledger restore \(environment)` on a host that saw it; where there never was one, or it is "
                + "to begin anew, run \(accept), which records it"
        }
    }
}

extension HistoryDoubt {
    static func rewriting(from: CommitID, to: CommitID) -> String {
        "the tracked branch was rewritten: commit \(from.short), which was acted on last, "
            + "is not in \(to.short); run the command again, and if it stands, look at "
            + "what happened, then run `pinion reconcile --accept-rewrite \(to)`"
    }
}

/// What is doubtful about an environment's history, seen from one tip of the branch.
package struct HistoryQuestions: Hashable, Sendable {
    /// The environment.
    package let environment: Environment.Name
    /// The tracked branch's tip: what an acceptance names.
    package let tip: CommitID
    /// The doubts, in the order in which they were met.
    package let doubts: [HistoryDoubt]

    /// Puts questions together.
    package init(of environment: Environment.Name, at tip: CommitID, _ doubts: [HistoryDoubt]) {
        self.environment = environment
        self.tip = tip
        self.doubts = doubts
    }

    /// The doubts as clauses for people.
    package var clauses: [String] { doubts.map { $0.clause(of: environment, at: tip) } }

    /// What refuses, or what a person's acceptance is to be recorded as.
    func judged(by wishes: RunWishes) -> (refusals: [Ruling.Refusal], authorities: [Authority]) {
        if wishes.acceptedRewrite == tip {
            let authorities = doubts.map {
                Authority(kind: .rewriteAccepted, who: wishes.who, reason: $0.acceptance(at: tip))
            }
            return ([], authorities)
        }
        let refusals = doubts.map { doubt -> Ruling.Refusal in
            switch doubt {
            case .rewritten(let rewrite): .rewritten(from: rewrite.from, to: rewrite.to)
            case .setBack, .lost: .history(doubt.clause(of: environment, at: tip))
            }
        }
        return (refusals, [])
    }
}

extension Setback {
    fileprivate func clause(of environment: Environment.Name, accept: String) -> String {
        switch chain {
        case .branch(let name):
            let there = now.map { "it is \($0)\(words)" } ?? "there is none"
            return
                "the branch \(name) went back: this host saw \(seen), and now \(there); push what is missing, or, "
                + "where the change was meant, run \(accept), which records it"
        case .ledger:
            let there = now.map { "it is \($0)\(words)" } ?? "there is none"
            return
                "the ledger of \(environment) went back: this host saw \(seen), and now \(there); put this host's "
                + "copy back by `pinion ledger restore \(environment)`, or go on from what is there by \(accept), "
                + "which records it"
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
