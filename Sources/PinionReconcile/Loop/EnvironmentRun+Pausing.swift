import PinionDecisions
import PinionModel

/// A pause stops all changes of runtimes and tags, also repairs; a host's own is copied to the
/// ledger.
///
/// What an interrupted re-creation stopped is still started again, since that does not
/// change what ran. The remote's clock, if it tells the time, decides when a pause of the ledger
/// ends: a host whose clock is wrong neither repairs before the end nor waits long after it.
extension EnvironmentRun {
    /// The pauses in force: those in the ledger, and those that only this host has so far.
    var pauses: [Pause] {
        let own = brief.hostPauses.filter {
            $0.isInForce(at: moment.wall) && !$0.shifted(by: clockShift).isHeld(by: state.pauses)
        }
        return Pause.ordered(standing + own)
    }

    private var standing: [Pause] {
        state.pauses.filter { $0.isInForce(at: moment.wall + clockShift) }
    }

    /// Asks for the time if a pause may be in force or have ended; returns `nil` if none was
    /// ordered or the time was asked before.
    mutating func askClockForPauses() -> [Action]? {
        guard !state.pauses.isEmpty || !brief.hostPauses.isEmpty else { return nil }
        return askClock(isComparing: true)
    }

    /// Copies this host's pauses to the ledger for every host; returns `nil` if it has them.
    mutating func recordPauses(_ assessment: Assessment) -> [Action]? {
        let new = brief.hostPauses.filter { $0.isInForce(at: moment.wall) }
            .map { $0.shifted(by: clockShift) }.filter { !$0.isHeld(by: state.pauses) }
        guard let writer, !new.isEmpty else { return nil }
        let entry = state.pausing(
            new.reduce(standing) { $0.adding($1) },
            new.map { "\($0.subject(in: name)) \($0.words)" }.joined(separator: "; "),
            by: new[0].who, run: writer.run, tip: brief.commit, at: dated)
        return append(entry, as: .pauses(assessment))
    }

    /// The pauses that are left if some ended since the newest record; `nil` if none ended.
    ///
    /// A ledger without pauses can be written by versions that do not know pauses.
    var remainingPauses: [Pause]? {
        standing.count < state.pauses.count ? Pause.ordered(standing) : nil
    }

    /// The pauses of this host that it need not keep: the ledger has them, or they ended.
    var recordedPauses: [Pause] {
        guard writer != nil else { return [] }
        return brief.hostPauses.filter {
            !$0.isInForce(at: moment.wall) || $0.shifted(by: clockShift).isHeld(by: state.pauses)
        }
    }

    /// A finding for each pause, so that everyone sees why nothing happens.
    var pauseFindings: [Finding] {
        pauses.map { pause in
            let named = ([name.description] + pause.services.sorted()).joined(separator: " ")
            return Finding(
                .paused,
                message: """
                    \(pause.statement(in: name)) paused \(pause.words); Pinion changes nothing of \
                    it until then, and repairs nothing; to end that, \
                    \(.command("pinion pause \(named) --end"))
                    """)
        }
    }
}
