import PinionModel

extension HistoryQuestions {
    /// Returns the refusals, or the records of an operator's acceptance.
    func judged(by options: RunOptions) -> (refusals: [Ruling.Refusal], authorities: [Authority]) {
        if options.acceptedRewrite == tip {
            let authorities = doubts.map {
                Authority(kind: .rewriteAccepted, who: options.who, reason: $0.acceptance(at: tip))
            }
            return ([], authorities)
        }
        let refusals = doubts.map { doubt -> Ruling.Refusal in
            switch doubt {
            case .rewritten(let rewrite): .rewritten(from: rewrite.from, to: rewrite.to)
            case .setBack, .outdated, .lost: .history(doubt.clause(of: environment, at: tip))
            }
        }
        return (refusals, [])
    }
}
