package import PinionModel

/// What is known, before a run, of who looks at an environment.
package enum Watch: Hashable, Sendable {
    /// Nobody can tell: its record could not be read.
    case unknown
    /// No look is ever recorded: nothing is applied, or ledgers are each host's own.
    case unrecorded(isLocal: Bool)
    /// The newest look, as the record says; this host's name beside it.
    case recorded(LookRecord.Look?, LookSettings, host: String)

    /// Why it may not be left to others that an environment's runtime does not answer here.
    package enum Gap: Hashable, Sendable, CustomStringConvertible {
        /// Who else looks could not be learnt.
        case unknown
        /// The ledger is kept on this host, which looked before.
        case localLedger
        /// This host looked last.
        case ownLook(at: Timestamp)
        /// Nobody has looked for long.
        case unwatched(Finding)

        /// A clause for people.
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

    /// Why others cannot be relied on where this engine is no manager of the Swarm; else nil.
    ///
    /// A host that looked until now, and does not any more, must say so: its engine left the Swarm,
    /// or was demoted. And somebody must say that nobody looks.
    func gap(
        here start: EngineStart?, among engines: EngineHistory?, ledger: Timestamp?,
        at now: Timestamp
    ) -> Gap? {
        switch self {
        case .unknown: return .unknown
        case .unrecorded(let isLocal): return isLocal && ledger != nil ? .localLedger : nil
        case .recorded(nil, let settings, _):
            return ledger.flatMap { settings.notice(ofEntry: $0, at: now) }.map(Gap.unwatched)
        case .recorded(let look?, let settings, let host):
            guard !Self.isLast(look, host, start, engines) else { return .ownLook(at: look.at) }
            return settings.notice(of: look, at: now).map(Gap.unwatched)
        }
    }

    /// Whether the last look was this host's.
    ///
    /// Names of hosts are no proof: containers share them. An engine that began before that look
    /// and is not among those that were met is another one.
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
