// The tag beside a digest: people read it, and nothing else checks it.
extension PinJudge {
    func tag(_ difference: PinDifference) -> [Violation] {
        guard let image = difference.written, let tag = image.tag,
            evidence.images[image.withoutTag] ?? .present == .present
        else { return [] }
        let name = "\(image.repository.familiar):\(tag)"
        let found: (Violation.Kind, String)? =
            switch evidence.tags.stand(of: image) {
            case .agrees, .platform: nil
            case .differs where hadMoved(difference, image): nil
            case .missing where hadMoved(difference, image): nil
            case .differs(let named):
                (
                    .tagDiffers,
                    "\(name) names \(named.short) now, and not \(image.digest.short), which stands beside it; pin what the "
                        + "tag names, or write the tag that this digest has"
                )
            case .missing:
                (
                    .tagMissing,
                    "\(name) is not in its registry; write a tag that names \(image.digest.short), or none"
                )
            case .unknown(let obstacle):
                (
                    .registrySilent,
                    "what \(name) names could not be learnt: \(obstacle); run the check again, or give it what it "
                        + "needs to ask"
                )
            }
        return found.map { [Violation($0.0, of: difference.key, at: difference.position, $0.1)] }
            ?? []
    }

    /// Whether a tag had moved at the base already: it stands there beside this digest (or did before), or beside another
    /// one that it does not name either; or the environment itself ran this digest before, verified.
    private func hadMoved(_ difference: PinDifference, _ image: PinnedImage) -> Bool {
        if evidence.tags.isKnown(image) || isAdoption(difference) || isReturn(difference) {
            return true
        }
        guard let former = before[difference.key]?.image, former.tag == image.tag,
            former.repository == image.repository
        else { return false }
        switch evidence.tags.stand(of: former) {
        case .differs, .missing: return true
        case .agrees, .platform, .unknown: return false
        }
    }

    /// A tag that is no longer where the base, or what it pinned before, says.
    func movedTag(_ difference: PinDifference) -> [String] {
        guard let image = difference.written, let tag = image.tag else { return [] }
        let name = "\(difference.key): \(image.repository.familiar):\(tag)"
        switch evidence.tags.stand(of: image) {
        case .differs(let named) where hadMoved(difference, image):
            return [
                "\(name) names \(named.short) by now, and not \(image.digest.short), as before the change"
            ]
        case .missing where hadMoved(difference, image):
            return ["\(name) is not in its registry any more, as before the change"]
        case .platform(let index):
            return [
                "\(name) names \(index.short), and \(image.digest.short) is its manifest for one platform"
            ]
        case .agrees, .differs, .missing, .unknown: return []
        }
    }
}
