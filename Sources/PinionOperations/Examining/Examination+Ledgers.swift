import PinionGit
import PinionModel
import PinionReconcile
import PinionSyntax
import PinionWiring

extension Examination {
    /// Lists the environments with a ledger and no folder; unless retired, they count as missing.
    mutating func examineGone(_ session: Session, named names: [String]) async -> Set<String> {
        let gone = await attempt("ledgers") {
            let gone = try await session.gone(named: names)
            let known =
                gone.isEmpty ? "" : "; \(plural(gone.count, "environment")) without a folder"
            return (gone, "listed\(known)")
        }
        for one in gone ?? [] {
            let isMissing = one.failure != nil
            lines.append(
                (
                    one.name.description, isMissing ? .missing : .unneeded,
                    one.failure?.description ?? "given up, as `retired` in pinion.yaml says"
                ))
        }
        return Set((gone ?? []).map(\.name.description))
    }

    /// Says who looked at an environment last, and whether that was too long ago.
    mutating func examineLooks(_ environment: PinionModel::Environment, _ session: Session) async {
        let settings = session.project.settings
        guard environment.rules.apply != .never else { return }
        let name = "\(environment.name): last look"
        guard settings.ledger == .remote else {
            lines.append(
                (
                    name, .unneeded,
                    "not recorded with `ledger: local`, so that soak takes twice as long"
                ))
            return
        }
        let last = await session.looks(of: [environment])
        let notice = last.notices[environment.name.description]?.message
        if let look = last.looks[environment.name.description] {
            lines.append(
                (
                    name, notice == nil ? .well : .unneeded,
                    ShownText(look.words + (notice.map { "; \($0)" } ?? ""), longest: .max)
                        .description
                ))
        } else {
            let none = "none is recorded yet; the next reconcile does that"
            let text = last.obstacle ?? notice ?? none
            lines.append((name, .unneeded, ShownText(text, longest: .max).description))
        }
    }
}
