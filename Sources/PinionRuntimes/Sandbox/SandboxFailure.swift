package import PinionModel

/// A failure that an operator makes a service of the sandbox have.
package enum SandboxFailure: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Rollouts to the digest fail until that is mended; without a digest, only the next one fails.
    case rollout(RolloutFault, digest: Digest?)
    /// The sandbox does not answer requests about the service.
    case silent
    /// The sandbox does not say what the service's instances run.
    case unverifiable

    /// Reads `pauses`, `rolls-back`, `stuck` or `crash-loops`, each with or without `@sha256:…`,
    /// `silent`, or `unverifiable`; returns `nil` for any other text.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        switch (String(parts[0]), parts.count) {
        case ("silent", 1): self = .silent
        case ("unverifiable", 1): self = .unverifiable
        case (let word, let count):
            guard let fault = RolloutFault(rawValue: word) else { return nil }
            guard count == 2 else {
                self = .rollout(fault, digest: nil)
                return
            }
            do throws(Digest.Malformed) {
                self = .rollout(fault, digest: try Digest(parsing: parts[1]))
            } catch {
                return nil
            }
        }
    }

    /// The text that ``init(parsing:)`` reads.
    package var description: String {
        switch self {
        case .silent: "silent"
        case .unverifiable: "unverifiable"
        case .rollout(let fault, let digest): fault.rawValue + (digest.map { "@\($0)" } ?? "")
        }
    }

    /// The words that ``init(parsing:)`` accepts, for a usage text.
    package static let words =
        RolloutFault.allCases.map { "\($0.rawValue)[@DIGEST]" } + ["silent", "unverifiable"]

    /// Orders failures by their text.
    package static func < (one: SandboxFailure, other: SandboxFailure) -> Bool {
        one.description < other.description
    }
}

/// The way in which a rollout fails.
package enum RolloutFault: String, Hashable, Sendable, CaseIterable {
    /// New instances do not become ready: the rollout pauses, and the remaining old ones run on.
    case pauses
    /// New instances do not become ready: the previous declaration is restored.
    case rollsBack = "rolls-back"
    /// The rollout makes no progress and is shown as in progress.
    case stuck
    /// The first new instance exits after each start.
    case crashLoops = "crash-loops"
}
