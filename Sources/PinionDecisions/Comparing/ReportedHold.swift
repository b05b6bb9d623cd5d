package import PinionModel

/// A pin's hold, as reports show it.
package struct ReportedHold: Hashable, Sendable {
    /// The hold.
    package let hold: Hold
    /// Since when the pin has it; nil where git was not asked, or did not answer.
    package let since: HeldSince?

    package init(_ hold: Hold, since: HeldSince? = nil) {
        (self.hold, self.since) = (hold, since)
    }

    /// The hold of a pin, if it has one.
    init?(_ pin: Pin, of service: String, _ since: [PinKey: HeldSince]) {
        guard let hold = pin.hold else { return nil }
        let name = Service.Name(parsing: service)
        let key = name.map { PinKey(service: $0, container: pin.container) }
        self.init(hold, since: key.flatMap { since[$0] })
    }
}

/// Since when a pin has its present hold: git's word.
package enum HeldSince: Hashable, Sendable {
    /// The commit that brought it.
    case commit(Revision)
    /// Longer than history was read: it stood there already at this commit.
    case before(Revision)

    /// The commit's date, by its author's clock.
    package var moment: Timestamp {
        switch self {
        case .commit(let revision), .before(let revision): revision.authored
        }
    }
}

/// Finds since when pins have their holds, from the versions of their file.
///
/// A hold is as old as the oldest version, without a gap, that has the same one.
package struct HoldWalk: Sendable {
    /// What is known so far.
    package private(set) var found: [PinKey: HeldSince] = [:]
    private var open: [PinKey: (hold: Hold, oldest: Revision?)]

    /// Begins with the present holds.
    package init(_ holds: [PinKey: Hold]) { open = holds.mapValues { ($0, nil) } }

    /// Whether no older version can tell more.
    package var isOver: Bool { open.isEmpty }

    /// Takes the next older version of the file; nil, one that cannot be read, tells nothing.
    package mutating func take(_ holds: [PinKey: Hold]?, at revision: Revision) {
        guard let holds else { return }
        for (key, (hold, oldest)) in open {
            if holds[key] == hold {
                open[key] = (hold, revision)
            } else {
                found[key] = oldest.map { .commit($0) }
                open[key] = nil
            }
        }
    }

    /// Ends the walk; `isWhole` says that the file has no older version.
    package mutating func end(isWhole: Bool) {
        for (key, (_, oldest)) in open {
            found[key] = oldest.map { isWhole ? .commit($0) : .before($0) }
        }
        open = [:]
    }
}
