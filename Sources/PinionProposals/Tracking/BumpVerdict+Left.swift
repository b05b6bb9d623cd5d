import PinionDecisions
import PinionModel

extension BumpVerdict {
    /// Returns the notes on a pin beside its move; they quote files and registries unchanged.
    func left(in environment: Environment.Name) -> [LeftOut] {
        var left = skipped.map { image in
            LeftOut(
                key.description,
                "\(image.shortName) is newer, and the hold refuses \(image.digest.short)")
        }
        switch outcome {
        case .unchanged, .move: break
        case .left(let reason): left.append(LeftOut(key.description, reason))
        case .failed(let obstacle):
            left.append(LeftOut(key.description, obstacle.description, .failed))
        case .frozen(let newer, let hold):
            let until = hold.until.map { " until \($0)" } ?? ""
            let reason = hold.reason.map { " (\($0))" } ?? ""
            left.append(
                LeftOut(
                    key.description,
                    "\(newer.shortName) is newer, and the pin is held\(until)\(reason); `pinion "
                        + "release \(environment) \(key)` lets it move", .refused))
        }
        if isPartial {
            left.append(
                LeftOut(
                    key.description,
                    "the registry's list of tags was cut short, something newer may be missing"))
        }
        return left
    }
}

extension PinnedImage {
    /// The image's tag, or its short digest if it has none.
    var shortName: String { tag?.description ?? digest.short }
}
