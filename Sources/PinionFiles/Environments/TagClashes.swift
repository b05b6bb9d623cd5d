import PinionModel

/// Pins that would move one environment tag of one repository to two digests.
///
/// Environments that keep the same tag are compared too: each would take it from the other.
struct TagClashes {
    /// Each mistake with the folder of the environment that it belongs to.
    let mistakes: [(folder: String, mistake: FileMistake)]

    private struct Key: Hashable {
        let tag: ImageReference.Tag
        let repository: ImageReference.Repository
    }

    init(_ drafts: [EnvironmentDraft]) {
        self.init(drafts.map { ($0.folder, $0.rules.rules.environmentTag, $0.services) })
    }

    /// Takes the environments by their folder, each with the tag that it keeps, if any.
    init(_ claims: [(folder: String, tag: ImageReference.Tag?, services: [Service])]) {
        var pinsByTag: [Key: [(folder: String, pin: Pin)]] = [:]
        for (folder, tag, services) in claims {
            guard let tag else { continue }
            for pin in services.flatMap(\.pins) {
                pinsByTag[Key(tag: tag, repository: pin.image.repository), default: []]
                    .append((folder, pin))
            }
        }
        mistakes = pinsByTag.flatMap { key, pins in
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
