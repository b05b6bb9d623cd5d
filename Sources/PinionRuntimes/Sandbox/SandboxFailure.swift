package import PinionModel

/// Something that goes wrong with a service of the sandbox on demand.
package enum SandboxFailure: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Its rollouts to a digest go wrong until that is mended; without a digest the next rollout
    /// does, whatever it brings, and uses the failure up.
    case rollout(RolloutFault, digest: Digest?)
    /// The sandbox does not answer for it.
    case silent
    /// The sandbox does not say what its instances run.
    case unverifiable

    /// Reads `pauses`, `rolls-back`, `stuck` or `crash-loops`, each with or without `@sha256:…`,
    /// `silent`, or `unverifiable`; nil for any other text.
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

    /// The words that ``init(parsing:)`` knows, for a usage text.
    package static let words =
        RolloutFault.allCases.map { "\($0.rawValue)[@DIGEST]" } + ["silent", "unverifiable"]

    /// Orders by text.
    package static func < (one: SandboxFailure, other: SandboxFailure) -> Bool {
        one.description < other.description
    }
}

/// How a rollout goes wrong.
package enum RolloutFault: String, Hashable, Sendable, CaseIterable {
    /// New instances do not become ready: it pauses, and what it had not replaced runs on.
    case pauses
    /// New instances do not become ready: the former declaration comes back.
    case rollsBack = "rolls-back"
    /// It never gets anywhere, and says that it is under way.
    case stuck
    /// The first new instance exits right after each of its starts.
    case crashLoops = "crash-loops"
}
