import PinionDecisions
import PinionModel
import PinionProposals

/// The results of the commands that write to git, for people.
enum ProposalText {
    /// Returns the environments without a failure; the others are in ``failure(_:)``.
    static func blocks(_ reports: [ProposalReport]) -> [Block] {
        reports.compactMap { report -> [Block]? in
            guard case .done(let outcome) = report.ending else { return nil }
            return section(report, outcome)
        }.asDocument
    }

    /// Returns why the run for an environment failed or was refused; `nil` if it was not.
    static func failure(_ report: ProposalReport) -> String? {
        switch report.ending {
        case .done: nil
        case .refused(let refusal): "\(report.environment): \(refusal)"
        case .failed(let failure): "\(report.environment): \(failure)"
        }
    }

    private static func section(_ report: ProposalReport, _ outcome: ProposalOutcome) -> [Block] {
        var lines = [Block.line(0, "\(.heading(report.environment))  \(landing(outcome.landing))")]
        if let proposal = outcome.proposal {
            lines += proposal.changes.flatMap { change($0, proposal) }
            lines += proposal.retirementLines.map { .line(2, "\($0)") }
            lines += proposal.override.map { [.line(2, "overridden: \($0)")] } ?? []
        }
        lines += outcome.leftOut.map { .line(2, "left \($0.name): \($0.reason)") }
        lines += outcome.notes.map { .line(2, "note: \($0)") }
        if let request = outcome.request, !request.address.isEmpty {
            // Without a forge there is no number, and the address shows the branch.
            let word = request.number > 0 ? "pull request" : "review it at"
            lines.append(.line(2, "\(word) \(request.address)"))
        }
        return lines
    }

    private static func landing(_ landing: ProposalOutcome.Landing) -> RichText {
        switch landing {
        case .nothing: "nothing to do"
        case .committed(let commit, let branch): "committed \(commit) to \(branch)"
        case .pushed(let commit, let branch): "proposed on \(branch), commit \(commit)"
        case .unchanged(let commit, let branch): "proposed already on \(branch), commit \(commit)"
        }
    }

    private static func change(_ change: PinChange, _ proposal: Proposal) -> [Block] {
        let name = RichText.Span.heading(change.key.description)
        let origin = proposal.origins[change.key].map { "  \($0.line)" } ?? ""
        switch change {
        case .move(_, let old, let new):
            return [
                .line(2, "~ \(name)\(origin)"), .line(6, "from \(old)"), .line(6, "to   \(new)"),
            ]
        case .add(let service):
            return [.line(2, "+ \(name)\(origin)")]
                + service.pins.map { pin in
                    .line(6, "\(pin.container.map { "\($0) " } ?? "")\(pin.image)")
                }
        case .hold(_, let hold): return [.line(2, "! \(name)  \(hold.words())")]
        case .release: return [.line(2, "! \(name)  the hold is taken off")]
        }
    }
}
