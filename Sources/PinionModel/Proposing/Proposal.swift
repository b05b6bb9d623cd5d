/// Changes of one environment's pins that become one commit, for one purpose.
package struct Proposal: Hashable, Sendable {
    package let environment: Environment.Name
    /// The purpose.
    package let purpose: Purpose
    /// The changes, ordered by pin; a hold follows the move of the same pin.
    package let changes: [PinChange]
    /// The origin of each change, for reviewers.
    package var origins: [PinKey: ChangeOrigin]
    /// Why a window or freeze was overridden; `nil` if none was.
    package var override: OverrideReason?

    package init(
        environment: Environment.Name, purpose: Purpose, changes: [PinChange],
        origins: [PinKey: ChangeOrigin] = [:], override: OverrideReason? = nil
    ) {
        (self.environment, self.purpose) = (environment, purpose)
        (self.origins, self.override) = (origins, override)
        self.changes = changes.enumerated()
            .sorted { ($0.element.key, $0.offset) < ($1.element.key, $1.offset) }
            .map(\.element)
    }

    /// The purposes of proposals; an environment has at most one open proposal for each.
    package enum Purpose: Hashable, Sendable {
        /// The images that a person named.
        case propose
        /// The newest images by the pins' `track` rules.
        case bump
        /// The images that ran long enough in another environment.
        case promote(from: Environment.Name)
        /// Pins for services that run without one.
        case adopt
        /// The pins of a former commit.
        case rollback
        /// Holds to put on or remove.
        case hold
        /// The end of the environment.
        case retire(Retirement)
        /// The environment's move to another machine.
        case rehost(Rehosting)

        /// Whether Pinion finds the images by rules, rather than a person naming them.
        package var isByRule: Bool {
            switch self {
            case .bump, .promote: true
            case .propose, .adopt, .rollback, .hold, .retire, .rehost: false
            }
        }

        /// The word for it in branches, trailers and reports.
        package var word: String {
            switch self {
            case .propose: "propose"
            case .bump: "bump"
            case .promote: "promote"
            case .adopt: "adopt"
            case .rollback: "rollback"
            case .hold: "hold"
            case .retire: "retire"
            case .rehost: "rehost"
            }
        }
    }

    /// The branch of the proposal: the same for the same environment and purpose.
    package var branch: String { "\(Self.branchPrefix)\(environment)/\(purpose.word)" }

    /// The prefix of every branch that Pinion may replace.
    package static let branchPrefix = "pinion/"

    /// Whether it changes nothing.
    package var isEmpty: Bool { changes.isEmpty }

    /// The bytes summed by the intent id: environment, purpose, each change with what it replaces.
    ///
    /// They leave out the parent commit, the time, the author, and the image's labels.
    package var canonicalBytes: [UInt8] {
        var text = "pinion proposal 1\n\(environment)\n\(purpose.word)\n\n"
        for change in changes { text += change.canonicalText + "\n" }
        if case .retire(let retirement) = purpose {
            text += "retire\n\(retirement.ledger)\n\(retirement.reason)\n"
        }
        if case .rehost(let move) = purpose {
            text += "rehost\n\(move.former ?? "-")\n\(move.machine)\n"
        }
        return Array(text.utf8)
    }
}

extension PinChange {
    fileprivate var canonicalText: String {
        switch self {
        case .move(let key, let from, let to): "move\n\(key)\n\(from)\n\(to)\n"
        case .release(let key): "release\n\(key)\n"
        case .hold(let key, let hold):
            "hold\n\(key)\n\(hold.refuse.map(\.description).joined(separator: " "))\n"
                + "\(hold.until.map { "\($0)" } ?? "-")\n"
                + (hold.reason ?? "").split(whereSeparator: \.isNewline).joined(separator: " ")
                + "\n"
        case .add(let service):
            "add\n\(service.name)\n\(service.nameInRuntime)\n"
                + service.pins.map { "\($0.container ?? "-") \($0.image)\n" }.joined()
        }
    }
}

/// A move of an environment to another machine that keeps its history.
package struct Rehosting: Hashable, Sendable {
    /// The machine from then on.
    package let machine: String
    /// The machine that its file named before; `nil` if it named none.
    package let former: String?

    package init(machine: String, former: String?) {
        (self.machine, self.former) = (machine, former)
    }
}

/// The origin of a change, for reviewers.
package struct ChangeOrigin: Hashable, Sendable {
    /// A clause: `semver ^1.8 of 212 tags`, `soaked 26h in staging`, `runs now`.
    package let clause: String
    /// The image's labels, which tell from what it was built.
    package let labels: ImageLabels

    package init(clause: String, labels: ImageLabels = ImageLabels()) {
        (self.clause, self.labels) = (clause, labels)
    }
}
