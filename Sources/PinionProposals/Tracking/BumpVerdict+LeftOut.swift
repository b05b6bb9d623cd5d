import PinionDecisions
import PinionModel

extension BumpVerdict {
    /// Returns the notes on a pin beside its move; they quote files and registries unchanged.
    func leftOut(in environment: Environment.Name) -> [LeftOut] {
        var leftOut = skipped.map { image in
            LeftOut(
                key.description,
                "\(image.shortName) is newer, and the hold refuses \(image.digest.short)")
        }
        switch outcome {
        case .unchanged, .move: break
        case .undecidable(let reason): leftOut.append(LeftOut(key.description, reason))
        case .failed(let obstacle):
            leftOut.append(LeftOut(key.description, obstacle.description, .failed))
        case .frozen(let newer, let hold):
            let until = hold.until.map { " until \($0)" } ?? ""
            let reason = hold.reason.map { " (\($0))" } ?? ""
            leftOut.append(
                LeftOut(
                    key.description,
                    "\(newer.shortName) is newer, and the pin is held\(until)\(reason); `pinion "
                        + "release \(environment) \(key)` lets it move", .refused))
        }
        return leftOut
    }
}

extension PinnedImage {
    /// The image's tag, or its short digest if it has none.
    var shortName: String { tag?.description ?? digest.short }
}
