package import PinionDecisions
package import PinionModel

/// Something that people should know of a pin that a bump looked at, and that no move says.
package struct BumpNote: Hashable, Sendable {
    /// The pin.
    package let key: PinKey
    /// What kind of thing it is.
    package let kind: Kind
    /// The clause, about the pin; it holds texts of files and registries as they are.
    package let clause: String

    /// What kind of thing it is.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// Something newer exists, and the pin is held.
        case frozen
        /// Something newer was passed over, since the hold refuses it.
        case skipped
        /// Its rule cannot say what is newer.
        case left
        /// The list of tags was cut short.
        case partial
        /// The registry could not be asked.
        case failed

        /// What keeps the pin from moving.
        package var cause: LeftOut.Cause {
            switch self {
            case .frozen: .refused
            case .skipped, .left, .partial: .skipped
            case .failed: .failed
            }
        }
    }

    /// What there is to say of a verdict.
    static func notes(on verdict: BumpVerdict, in environment: Environment.Name) -> [BumpNote] {
        var notes: [BumpNote] = verdict.skipped.map { image in
            let name = image.tag?.description ?? image.digest.short
            return BumpNote(
                key: verdict.key, kind: .skipped,
                clause: "\(name) is newer, and the hold refuses \(image.digest.short)")
        }
        if let (kind, clause) = text(of: verdict, in: environment) {
            notes.append(BumpNote(key: verdict.key, kind: kind, clause: clause))
        }
        if verdict.isPartial {
            notes.append(
                BumpNote(
                    key: verdict.key, kind: .partial,
                    clause: "the registry's list of tags was cut short, something newer may be "
                        + "missing"))
        }
        return notes
    }

    private static func text(
        of verdict: BumpVerdict, in environment: Environment.Name
    ) -> (Kind, String)? {
        switch verdict.outcome {
        case .unchanged, .move: return nil
        case .left(let reason): return (.left, reason)
        case .failed(let obstacle): return (.failed, obstacle.description)
        case .frozen(let newer, let hold):
            return (
                .frozen,
                "\(newer.tag?.description ?? newer.digest.short) is newer, and the pin is held"
                    + "\(hold.clause); `pinion release \(environment) \(verdict.key)` lets it move"
            )
        }
    }
}
