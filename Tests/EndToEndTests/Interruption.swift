import Glibc
import PinionTesting

/// How a reconcile is interrupted in one round of ``EngineInterruptionTests``, what a person does
/// meanwhile, and which rule the next run finds.
struct Interruption: Sendable, CustomStringConvertible {
    /// What interrupts it.
    enum Kind: CaseIterable {
        case terminate
        case interrupt
        case kill
        /// The remote of git cannot be reached.
        case gitGone
        /// The run no longer holds the environment, as when its intent expires: no permit any more.
        case notHeld
    }

    /// What a person on call does with docker.
    enum Hand: CaseIterable {
        case none
        case make
        case rename
        case stop
        case remove
    }

    let kind: Kind
    /// When, as a part of the length of a whole run.
    let moment: Double
    let hand: Hand
    /// When the hand moves, likewise; above 1.2 it is between the runs.
    let handMoment: Double
    /// The rules of the next run.
    let rules: [String]

    private static let rules = [
        ["apply: automatic"], ["apply: manual"], ["apply: never"],
        ["apply: automatic", "limits: { changes: 0 }"],
        ["apply: automatic", "windows: [ { deny: \"Mon 00:00 - Sun 23:59\", timezone: UTC } ]"],
    ]

    /// Draws one; every second round is without a hand.
    init(_ round: Int, _ numbers: inout SeededGenerator) {
        kind = Kind.allCases.randomElement(using: &numbers) ?? .kill
        moment = Double.random(in: 0...1.1, using: &numbers)
        let hands = Hand.allCases.filter { $0 != .none }
        let drawn = hands.randomElement(using: &numbers) ?? .none
        hand = round.isMultiple(of: 2) ? drawn : .none
        handMoment = Double.random(in: 0...1.6, using: &numbers)
        rules = Self.rules.randomElement(using: &numbers) ?? []
    }

    /// The signal, where it is one.
    var signal: Int32? {
        switch kind {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .kill: SIGKILL
        case .gitGone, .notHeld: nil
        }
    }

    var description: String {
        "\(kind) at \(moment), hand \(hand) at \(handMoment), then \(rules)"
    }
}
