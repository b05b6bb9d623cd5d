import PinionGit
import PinionModel

extension Examination {
    /// Names the environments that have a ledger and no folder; those that are not given up are something missing.
    mutating func examineGone(_ session: Session, named names: [String]) async -> Set<String> {
        let gone = await attempt("ledgers") {
            let gone = try await session.gone(named: names)
            let known =
                gone.isEmpty ? "" : "; \(plural(gone.count, "environment")) without a folder"
            return (gone, "listed\(known)")
        }
        for one in gone ?? [] {
            let isMissing = one.problem != nil
            lines.append(
                (
                    one.name.description, isMissing ? .missing : .unneeded,
                    one.problem ?? "given up, as `retired` in pinion.yaml says"
                ))
        }
        return Set((gone ?? []).map(\.name.description))
    }
}
