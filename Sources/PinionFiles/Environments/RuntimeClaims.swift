import PinionModel
import PinionReading

/// Environments whose scopes hold the same objects of a runtime.
///
/// Only what the files tell is compared: a stack and a label may meet in one object too, and that only
/// the runtime can see.
struct RuntimeClaims {
    /// Each mistake with the folder of the environment that it belongs to.
    let mistakes: [(folder: String, mistake: FileMistake)]

    private struct Claim {
        let folder: String
        let runtime: any RuntimeFormat
        let site: FilePosition
    }

    init(_ drafts: [EnvironmentDraft]) {
        let claims = drafts.compactMap { draft in
            draft.runtime.map {
                Claim(folder: draft.folder, runtime: $0.settings, site: $0.site)
            }
        }
        // Those of two kinds never overlap.
        mistakes = Dictionary(grouping: claims) { $0.runtime.kind }.values.flatMap { group in
            group.flatMap { claim in
                group.compactMap { other in
                    guard claim.folder != other.folder, claim.runtime.overlaps(other.runtime)
                    else { return nil }
                    let mistake = FileMistake(
                        at: claim.site,
                        "the environments \(claim.folder) and \(other.folder) claim the same services: "
                            + "\(claim.runtime.claimed), also at \(other.site)",
                        remedy: type(of: other.runtime).overlapRemedy)
                    return (claim.folder, mistake)
                }
            }
        }
    }
}
