import PinionModel

// The tag beside a digest: people read it, and nothing else checks it.
extension PinJudge {
    func tag(_ difference: PinDifference) -> [Violation] {
        guard let image = difference.written, let tag = image.tag,
            evidence.images[image.withoutTag] ?? .present == .present
        else { return [] }
        let name = "\(image.repository.familiar):\(tag)"
        let found: (Violation.Kind, String)? =
            switch evidence.tags.state(of: image) {
            case .agrees, .platform: nil
            case .differs where hadMoved(image): nil
            case .missing where hadMoved(image): nil
            case .differs(let named):
                (
                    .tagDiffers,
                    "\(name) names \(named.short) now, and not \(image.digest.short), which "
                        + "stands beside it; pin what the tag names, or write the tag that this "
                        + "digest has, or none\(unread)"
                )
            case .missing:
                (
                    .tagMissing,
                    "\(name) is not in its registry; write a tag that names "
                        + "\(image.digest.short), or none" + unread
                )
            case .unknown(let obstacle):
                (
                    .registrySilent,
                    "what \(name) names could not be learnt: \(obstacle); run the check again, or "
                        + "give it what it needs to ask"
                )
            }
        return found.map { [difference.violation($0.0, $0.1)] } ?? []
    }

    /// Whether a tag had already moved: the base pins it beside this digest, or did before.
    ///
    /// A return or an adoption is no excuse: it says nothing about the tag.
    private func hadMoved(_ image: PinnedImage) -> Bool { evidence.tags.isKnown(image) }

    /// Why it is unknown which tags the environment pinned before; empty if it is known.
    private var unread: String {
        evidence.ledgerFailure.map {
            "; whether \(subject.name) pinned it so before could not be learnt: \($0)"
        } ?? ""
    }

    /// Returns a note on a tag that no longer is where the base, or an earlier pin, says.
    func movedTag(_ difference: PinDifference) -> [String] {
        guard let image = difference.written, let tag = image.tag else { return [] }
        let name = "\(difference.key): \(image.repository.familiar):\(tag)"
        switch evidence.tags.state(of: image) {
        case .differs(let named) where hadMoved(image):
            return [
                "\(name) names \(named.short) by now, and not \(image.digest.short), as before "
                    + "the change"
            ]
        case .missing where hadMoved(image):
            return ["\(name) is not in its registry any more, as before the change"]
        case .platform(let index):
            return [
                "\(name) names \(index.short), and \(image.digest.short) is its manifest for one "
                    + "platform"
            ]
        case .agrees, .differs, .missing, .unknown: return []
        }
    }
}
