package import PinionModel

/// A pin's hold as reports show it.
package struct ReportedHold: Hashable, Sendable {
    /// The hold.
    package let hold: Hold
    /// When the pin got it; `nil` if git was not asked, or did not answer.
    package let since: HeldSince?

    package init(_ hold: Hold, since: HeldSince? = nil) {
        (self.hold, self.since) = (hold, since)
    }

    /// Makes the report of a pin's hold, if it has one.
    init?(_ pin: Pin, of service: String, _ since: [PinKey: HeldSince]) {
        guard let hold = pin.hold else { return nil }
        let name = Service.Name(parsing: service)
        let key = name.map { PinKey(service: $0, container: pin.container) }
        self.init(hold, since: key.flatMap { since[$0] })
    }
}

/// The commit from which a pin has its present hold, according to git.
package enum HeldSince: Hashable, Sendable {
    /// The commit that added it.
    case commit(Revision)
    /// The oldest commit that was read, which already has it.
    case before(Revision)

    /// The commit's date, by its author's clock.
    package var moment: Timestamp {
        switch self {
        case .commit(let revision), .before(let revision): revision.authored
        }
    }
}

/// Finds when pins got their holds, from the versions of their file.
///
/// A hold dates from the oldest version in an unbroken row of versions that have the same hold.
package struct HoldWalk: Sendable {
    /// The results so far.
    package private(set) var found: [PinKey: HeldSince] = [:]
    private var open: [PinKey: (hold: Hold, oldest: Revision?)]

    /// Begins with the present holds.
    package init(_ holds: [PinKey: Hold]) { open = holds.mapValues { ($0, nil) } }

    /// Whether older versions cannot change the result.
    package var isOver: Bool { open.isEmpty }

    /// Takes the next older version of the file; `nil` for an unreadable one, which is skipped.
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
