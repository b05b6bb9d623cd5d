package import PinionModel

/// One reason why a change may not be merged.
package struct Violation: Hashable, Sendable {
    /// The kind of reason; scripts rely on it.
    package let kind: Kind
    /// The pin that it concerns; `nil` if it concerns a file or the whole change.
    package let pin: PinKey?
    /// Its position at the head; `nil` if it has none.
    package let position: FilePosition?
    /// What is wrong, and the remedy.
    package let sentence: String

    package init(
        _ kind: Kind, of pin: PinKey? = nil, at position: FilePosition? = nil, _ sentence: String
    ) { (self.kind, self.pin, self.position, self.sentence) = (kind, pin, position, sentence) }

    /// Creates the violation of a mistake in a file at the head.
    package init(_ mistake: FileMistake) {
        self.init(.fileInvalid, at: mistake.position, "\(mistake.problem); \(mistake.remedy)")
    }

    /// The kinds; each has one weight.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// A file has a mistake.
        case fileInvalid = "file-invalid"
        /// The base's own files cannot be read, so that there are no rules to judge by.
        case baseUnreadable = "base-unreadable"
        /// The change cannot be merged into its base as it is.
        case mergeConflict = "merge-conflict"
        /// The change's commits give something else one by one than together.
        case rebaseDiffers = "rebase-differs"
        /// A digest is not in its registry.
        case digestMissing = "digest-missing"
        /// A tag names another digest than the one beside it.
        case tagDiffers = "tag-differs"
        /// A tag is not in its registry.
        case tagMissing = "tag-missing"
        /// A registry could not be asked.
        case registrySilent = "registry-silent"
        /// A registry is not asked, since only the change names it.
        case registryForeign = "registry-foreign"
        /// A ledger that a rule needs could not be read.
        case ledgerUnreadable = "ledger-unreadable"
        /// The image lacks a platform that the former one had.
        case platformMissing = "platform-missing"
        /// The image is not the one of the environment that pins come from.
        case promotionOrder = "promotion-order"
        /// The image did not run there long enough.
        case promotionSoak = "promotion-soak"
        /// A hold freezes the pin.
        case pinFrozen = "pin-frozen"
        /// A hold refuses the digest.
        case digestRefused = "digest-refused"
        /// A window or freeze is closed.
        case windowClosed = "window-closed"
        /// The environment is not among those that the change names.
        case environmentNotNamed = "environment-not-named"
        /// The settings lead to pins that the base's settings do not lead to.
        case stateMoved = "state-moved"
        /// The environment takes over what belongs to another one of the base.
        case runtimeTaken = "runtime-taken"
        /// The change relaxes rules and moves pins under them.
        case rulesRelaxed = "rules-relaxed"
        /// A container of a stack's template floats that did not before.
        case templateFloating = "template-floating"
        /// Something about images that a stack's template showed before is no longer known.
        case templateUnknown = "template-unknown"

        /// The weight of the kind.
        package var weight: Weight {
            switch self {
            case .fileInvalid, .baseUnreadable, .mergeConflict, .digestMissing, .tagDiffers,
                .tagMissing, .registrySilent, .registryForeign, .ledgerUnreadable:
                .invalid
            case .platformMissing, .promotionOrder, .promotionSoak, .pinFrozen, .digestRefused,
                .windowClosed, .environmentNotNamed, .rebaseDiffers, .stateMoved, .runtimeTaken,
                .rulesRelaxed, .templateFloating, .templateUnknown:
                .refuses
            }
        }
    }

    /// The meaning of a violation for the exit code.
    package enum Weight: String, Hashable, Sendable {
        /// The change is wrong, or cannot be judged: exit 1.
        case invalid
        /// A rule refuses the change: exit 3.
        case refuses
    }
}

extension Violation: Comparable {
    /// Orders by pin, position, kind and sentence; a missing pin or position comes first.
    package static func < (one: Violation, other: Violation) -> Bool {
        if one.pin != other.pin {
            guard let pin = one.pin, let theirs = other.pin else { return one.pin == nil }
            return pin < theirs
        }
        if one.position != other.position {
            guard let place = one.position, let theirs = other.position else {
                return one.position == nil
            }
            return place < theirs
        }
        return (one.kind.rawValue, one.sentence) < (other.kind.rawValue, other.sentence)
    }
}
