import PinionModel
import PinionReading
import PinionSites

/// Environments that `retired` says are given up, and whose folder is there.
struct RetirementMistakes {
    /// Each mistake with the folder of the environment that it belongs to.
    let mistakes: [(folder: String, mistake: FileMistake)]

    init(_ drafts: [EnvironmentDraft], _ settings: ProjectSettings) {
        let retired = Set(settings.retired.map(\.environment.description))
        mistakes = drafts.filter { retired.contains($0.folder) }.map { draft in
            let site = FilePosition(startOf: ProjectReader.settingsPath)
            return (
                draft.folder,
                FileMistake(
                    at: site, "\(QuotedText(draft.folder)) is retired, and its folder is there",
                    remedy: "take it out of `retired`, or remove the folder")
            )
        }
    }
}
