package import PinionModel

/// The changes that would bring an environment to its pins, in order.
package struct Plan: Hashable, Sendable {
    /// The environment.
    package let environment: Environment.Name
    /// The changes, ordered by service and container.
    package let changes: [PlannedChange]
    /// The environment tags that are to be put, ordered by repository.
    package let tags: [PlannedTagWrite]

    /// The side effects of the changes, ordered by service.
    package let effects: [PlannedEffect]

    /// Makes a plan; orders all its parts.
    package init(
        environment: Environment.Name, changes: [PlannedChange], tags: [PlannedTagWrite] = [],
        effects: [PlannedEffect] = []
    ) {
        self.environment = environment
        self.changes = changes.sorted { $0.key < $1.key }
        self.tags = tags.sorted { $0.write < $1.write }
        self.effects = PlannedEffect.ordered(effects)
    }

    /// Whether there is nothing to change and no tag to put.
    package var isEmpty: Bool { changes.isEmpty && tags.isEmpty }

    /// The size in words: `2 changes`, `1 tag write`, `2 changes and 1 tag write`.
    package var size: String { PinionModel.size(changes: changes.count, tags: tags.count) }

    /// The bytes that the plan hash sums.
    ///
    /// They are the environment and, in order, service with its name in the runtime, container,
    /// declared digest or literal reference, and pinned digest with its repository; each on a line
    /// of its own, a blank line after each change. Tag writes and side effects follow, which
    /// version 1 cannot express and which make it version 2: a tag write has the line `tag`, the
    /// repository with tag, the digest before or `-`, and the pinned digest.
    ///
    /// Names hold no line breaks, so no two plans share their bytes. They leave out commit, time,
    /// instances, running digests and findings.
    package var canonicalBytes: [UInt8] {
        let further = effectLines
        let isPlain = tags.isEmpty && further.isEmpty
        var text = "pinion plan \(isPlain ? 1 : 2)\n\(environment)\n\n"
        for change in changes {
            text += "\(change.key.service)\n\(change.key.container)\n"
            text += "\(change.observed.name)\n\(change.declared)\n"
            text += "\(change.image.repository)@\(change.image.digest)\n\n"
        }
        for tag in tags {
            text += "tag\n\(tag.write.tagged)\n"
            text += "\(tag.write.before?.description ?? "-")\n\(tag.write.after)\n\n"
        }
        return Array((text + further).utf8)
    }
}

/// One change of one container.
package struct PlannedChange: Hashable, Sendable {
    /// The container that changes.
    package let key: ContainerKey
    /// The declared digest, or the literal reference if it has none.
    package let declared: String
    /// The image that it is changed to.
    package let image: PinnedImage
    /// The reason for the change.
    package let cause: Cause
    /// Whether every instance runs these bits already, so that the change only restarts them.
    package let restartsIdenticalBits: Bool
    /// The obstacle to making it; `nil` if there is none.
    package let obstacle: ChangeBlocker?
    /// The service as it was observed.
    package let observed: ServiceObservation

    /// The reasons for a change.
    package enum Cause: String, Hashable, Sendable {
        /// The pin is not the image that the ledger last applied.
        case newPin = "new-pin"
        /// The pin was applied before, and the runtime left it.
        case repair
        /// A killed change left something behind.
        case finish
    }

    package init(
        key: ContainerKey, declared: String, image: PinnedImage, cause: Cause,
        restartsIdenticalBits: Bool, obstacle: ChangeBlocker? = nil, observed: ServiceObservation
    ) {
        (self.key, self.declared, self.image, self.cause) = (key, declared, image, cause)
        (self.restartsIdenticalBits, self.obstacle) = (restartsIdenticalBits, obstacle)
        self.observed = observed
    }

    /// The change as the ledger records it.
    package var recorded: RecordedChange {
        RecordedChange(container: key, before: declared, after: image)
    }
}

/// An obstacle to one change that does not depend on the rules.
package enum ChangeBlocker: Hashable, Sendable, CustomStringConvertible {
    /// The digest failed before: it is tried again when the pin changes or an operator orders it.
    case failedBefore(Digest)
    /// The host prevented it more than once: it is tried again at that time.
    case obstructed(Digest, until: Timestamp)
    /// The registry does not have the image: no apply could succeed.
    case unpullable(PinnedImage)
    /// The runtime cannot change this service.
    case unchangeable(String)

    /// The obstacle as a clause, as in JSON.
    package var description: String { text.description }

    /// The clause with its spans.
    package var text: RichText {
        let retry = RichText.Span.command("pinion reconcile --retry SERVICE")
        return switch self {
        case .failedBefore(let digest):
            "\(.brief(digest)) failed before; change the pin, or run \(retry)"
        case .obstructed(let digest, let until):
            """
            something on its host stood in the way of \(.brief(digest)) more than once, and each \
            attempt stops what runs (`pinion log` tells what it was); it is tried again after \
            \(until), or at once by \(retry)
            """
        case .unpullable(let image):
            "\(image) is not in its registry; push it again, or pin another digest"
        case .unchangeable(let reason): RichText(reason)
        }
    }
}

extension Plan {
    /// The lines that side effects add to the bytes of the plan hash; empty if there are none.
    ///
    /// No name of a service holds a colon and a space, so that no change looks like a side effect.
    var effectLines: String {
        effects.map { planned in
            let name = changes.first { $0.key.service == planned.service }?.observed.name ?? ""
            return switch planned.effect {
            case .freezes(let container, let from, let image):
                "effect: freezes\n\(planned.service)\n\(name)\n\(container)\n\(from)\n"
                    + "\(image.repository)@\(image.digest)\n\n"
            case .scales(let from, let to):
                "effect: scales\n\(planned.service)\n\(name)\n\(from)\n\(to)\n\n"
            }
        }
        .joined()
    }
}
