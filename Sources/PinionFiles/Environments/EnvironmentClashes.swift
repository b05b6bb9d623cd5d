import PinionModel
import PinionReading
import PinionSites
import PinionSyntax

/// Mistakes that show only when environments are compared, each with its environment's folder.
enum EnvironmentClashes {
    typealias Mistakes = [(folder: String, mistake: FileMistake)]

    /// Finds promotions from an environment that does not exist, or from itself.
    static func promotions(_ drafts: [EnvironmentDraft]) -> Mistakes {
        drafts.compactMap { draft in
            guard let name = draft.rules.rules.promotion?.from.description,
                let site = draft.rules.promotionSite
            else { return nil }
            let others = drafts.map(\.folder).filter { $0 != draft.folder }
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

    /// Finds environments that are in `retired` although their folder exists.
    static func retirements(_ drafts: [EnvironmentDraft], _ settings: ProjectSettings) -> Mistakes {
        let retired = Set(settings.retired.map(\.environment.description))
        return drafts.filter { retired.contains($0.folder) }.map { draft in
            let mistake = FileMistake(
                at: FilePosition(startOf: ProjectReader.settingsPath),
                "\(QuotedText(draft.folder)) is retired, and its folder is there",
                remedy: "take it out of `retired`, or remove the folder")
            return (draft.folder, mistake)
        }
    }

    /// Finds environments whose scopes contain the same objects of a runtime.
    ///
    /// Only the files are compared: a stack and a label may select the same object, which only the
    /// runtime can see.
    static func scopes(_ drafts: [EnvironmentDraft]) -> Mistakes {
        let claims = drafts.compactMap { draft in
            draft.runtime.map { (folder: draft.folder, runtime: $0.settings, site: $0.site) }
        }
        return claims.flatMap { claim in
            claims.compactMap { other in
                guard claim.folder != other.folder, claim.runtime.kind == other.runtime.kind,
                    claim.runtime.overlaps(other.runtime)
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

    /// Finds pins of one repository with different digests, in one environment or in several with
    /// the same `tag`: each pin would take that registry tag from the other.
    static func tags(
        _ claims: [(folder: String, tag: ImageReference.Tag?, services: [Service])]
    ) -> Mistakes {
        struct Key: Hashable {
            let tag: ImageReference.Tag
            let repository: ImageReference.Repository
        }
        var pinsByTag: [Key: [(folder: String, pin: Pin)]] = [:]
        for (folder, tag, services) in claims {
            guard let tag else { continue }
            for pin in services.flatMap(\.pins) {
                pinsByTag[Key(tag: tag, repository: pin.image.repository), default: []]
                    .append((folder, pin))
            }
        }
        return pinsByTag.flatMap { key, pins in
            pins.compactMap { folder, pin in
                guard let other = pins.first(where: { $0.pin.image.digest != pin.image.digest })
                else { return nil }
                let mistake = FileMistake(
                    at: pin.site,
                    "the tag `\(key.tag)` of \(key.repository.familiar) cannot stand for two "
                        + "digests: \(pin.image.digest.short) here, "
                        + "\(other.pin.image.digest.short) at \(other.pin.site)",
                    remedy: "pin one digest of a repository, or take `tag` out of environment.yaml")
                return (folder, mistake)
            }
        }
    }
}
