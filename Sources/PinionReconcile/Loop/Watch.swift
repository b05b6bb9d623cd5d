package import PinionModel

/// The record of who looks at an environment, read before a run.
package enum Watch: Hashable, Sendable {
    /// The record could not be read.
    case unknown
    /// No look is ever recorded: nothing is applied, or each host has its own ledger.
    case unrecorded(isLocal: Bool)
    /// The newest recorded look, with this host's name.
    case recorded(LookRecord.Look?, LookSettings, host: String)

    /// Why this host may not leave an environment to others if its runtime does not answer here.
    package enum Doubt: Hashable, Sendable, CustomStringConvertible {
        /// It could not be learnt who else looks.
        case unknown
        /// The ledger is kept on this host, which looked before.
        case localLedger
        /// This host looked last.
        case ownLook(at: Timestamp)
        /// No one has looked for long.
        case unwatched(Finding)

        /// The reason as a clause.
        package var description: String {
            switch self {
            case .unknown: "who else looks at it could not be learnt"
            case .localLedger: "this host has its ledger, and so looked at it before"
            case .ownLook(let at):
                "this host looked at it last, at \(at): did it leave the Swarm, or was it demoted?"
            case .unwatched(let finding): finding.message
            }
        }
    }

    /// Returns why others cannot be relied on if this engine is no manager of the Swarm; `nil` if
    /// they can.
    ///
    /// A host that looked until now and no longer does must say so: its engine left the Swarm or
    /// was demoted. And if no one looks, someone must say so.
    func doubt(
        here start: EngineStart?, among engines: EngineHistory?, ledger: Timestamp?,
        at now: Timestamp
    ) -> Doubt? {
        switch self {
        case .unknown: return .unknown
        case .unrecorded(let isLocal): return isLocal && ledger != nil ? .localLedger : nil
        case .recorded(nil, let settings, _):
            return ledger.flatMap { settings.notice(ofEntry: $0, at: now) }.map(Doubt.unwatched)
        case .recorded(let look?, let settings, let host):
            guard !Self.isLast(look, host, start, engines) else { return .ownLook(at: look.at) }
            return settings.notice(of: look, at: now).map(Doubt.unwatched)
        }
    }

    /// Whether the last look was this host's.
    ///
    /// Host names are no proof, since containers share them. An engine that began before that look
    /// and is not among the known ones is another engine.
    private static func isLast(
        _ look: LookRecord.Look, _ host: String, _ start: EngineStart?, _ engines: EngineHistory?
    ) -> Bool {
        let starts = engines?.starts ?? []
        guard let start else { return look.host == host }
        if starts.contains(where: { $0.id == start.id }) {
            let isAlone = Set(starts.map(\.node)).count == 1
            return look.host == host || isAlone && starts.last?.id == start.id
        }
        return look.host == host && (starts.isEmpty || start.began >= look.at)
    }
}
