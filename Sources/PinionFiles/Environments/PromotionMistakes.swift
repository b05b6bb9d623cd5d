import PinionModel
import PinionReading
import PinionSyntax

/// Promotions from environments that are not there.
struct PromotionMistakes {
    /// Each mistake with the folder of the environment that it belongs to.
    let mistakes: [(folder: String, mistake: FileMistake)]

    init(_ drafts: [EnvironmentDraft]) {
        let folders = drafts.map(\.folder)
        mistakes = drafts.compactMap { draft in
            guard let name = draft.rules.rules.promotion?.from.description,
                let site = draft.rules.promotionSite
            else { return nil }
            let others = folders.filter { $0 != draft.folder }
            guard !others.contains(name) else { return nil }
            let remedy =
                nearest(to: name, among: others).map { "did you mean `\($0)`?" }
                ?? (others.isEmpty
                    ? "add the environment, or take `promotion` out"
                    : "name one of \(listed(others, "and")), or take `promotion` out")
            let problem =
                name == draft.folder
                ? "the environment promotes from itself"
                : "there is no environment \(QuotedText(name))"
            return (draft.folder, FileMistake(at: site, problem, remedy: remedy))
        }
    }
}
