import PinionDecisions
import PinionModel
package import PinionProposals

/// What the commands that write to git did, for people.
package enum ProposalText {
    /// The environments where it was done, or nothing was to do; what went wrong is ``complaint(_:)``.
    package static func text(of reports: [ProposalReport], _ palette: Palette) -> String {
        reports.compactMap { report -> String? in
            guard case .done(let outcome) = report.ending else { return nil }
            return section(report, outcome, palette).map { $0 + "\n" }.joined()
        }.joined(separator: "\n")
    }

    /// Why nothing was done for an environment; nil where something was.
    package static func complaint(_ report: ProposalReport) -> String? {
        switch report.ending {
        case .done: nil
        case .refused(let refusal): "\(report.environment.printable): \(refusal)"
        case .failed(let failure): "\(report.environment.printable): \(failure)"
        }
    }

    private static func section(
        _ report: ProposalReport, _ outcome: ProposalOutcome, _ palette: Palette
    ) -> [String] {
        var lines = [
            "\(palette.strong(report.environment.printable))  \(landing(outcome.landing))"
        ]
        if let proposal = outcome.proposal {
            lines += proposal.changes.flatMap { change($0, proposal, palette) }
            lines += proposal.retirementLines.map { "  \($0.printable)" }
            if let override = proposal.override {
                lines.append("  overridden: \(override.description.printable)")
            }
        }
        lines += outcome.left.map { "  left \($0.name.printable): \($0.reason.printable)" }
        lines += outcome.notes.map { "  note: \($0.printable)" }
        if let request = outcome.request, !request.address.isEmpty {
            // Without a forge there is no number, and the address shows the branch.
            let word = request.number > 0 ? "pull request" : "review it at"
            lines.append("  \(word) \(request.address.printable)")
        }
        return lines
    }

    private static func landing(_ landing: ProposalOutcome.Landing) -> String {
        switch landing {
        case .nothing: "nothing to do"
        case .committed(let commit, let branch):
            "committed \(commit.short) to \(branch.printable)"
        case .pushed(let commit, let branch):
            "proposed on \(branch.printable), commit \(commit.short)"
        case .standing(let commit, let branch):
            "proposed already on \(branch.printable), commit \(commit.short)"
        }
    }

    private static func change(
        _ change: PinChange, _ proposal: Proposal, _ palette: Palette
    ) -> [String] {
        let name = palette.strong(change.key.shown)
        let origin = proposal.origins[change.key].map { "  \($0.line.printable)" } ?? ""
        switch change {
        case .move(_, let old, let new):
            return [
                "  ~ \(name)\(origin)", "      from \(old.reference.familiar)",
                "      to   \(new.reference.familiar)",
            ]
        case .add(let service):
            return ["  + \(name)\(origin)"]
                + service.pins.map { pin in
                    "      \(pin.container.map { "\($0.printable) " } ?? "")"
                        + pin.image.reference.familiar
                }
        case .hold(_, let hold): return ["  ! \(name)  \(hold.line.printable)"]
        case .release: return ["  ! \(name)  the hold is taken off"]
        }
    }
}
