import PinionDecisions
import PinionModel

/// A pause stops every change of a runtime and of a tag, repairs too; a host's own is taken into
/// the ledger.
///
/// What an interrupted re-creation had stopped is started again all the same (law 10): that is no
/// change of what ran. When a pause of the ledger ends is told by the remote's clock, where that
/// tells the time: a host whose own is wrong neither repairs before the end nor holds still long
/// after it.
extension EnvironmentRun {
    /// The pauses in force: those of the ledger, and those that this host alone knows yet.
    var pauses: [Pause] {
        let own = brief.hostPauses.filter {
            $0.isInForce(at: moment.wall) && !$0.shifted(by: clockShift).isHeld(by: state.pauses)
        }
        return Pause.ordered(standing + own)
    }

    private var standing: [Pause] {
        state.pauses.filter { $0.isInForce(at: moment.wall + clockShift) }
    }

    /// Asks for the time where a pause may be in force, or have ended; nil where none was ordered,
    /// or it was asked.
    mutating func askClockForPauses() -> [Action]? {
        guard !state.pauses.isEmpty || !brief.hostPauses.isEmpty else { return nil }
        return askClock(isComparing: true)
    }

    /// Takes the pauses of this host into the ledger, so that every host obeys; nil where it has
    /// them.
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

    /// The pauses that are left where some ended since the newest record; nil where none did.
    ///
    /// A ledger that holds none is written by programs that know of none.
    var remainingPauses: [Pause]? {
        standing.count < state.pauses.count ? Pause.ordered(standing) : nil
    }

    /// Those of this host that it need not keep any more: the ledger has them, or they ended.
    var recordedPauses: [Pause] {
        guard writer != nil else { return [] }
        return brief.hostPauses.filter {
            !$0.isInForce(at: moment.wall) || $0.shifted(by: clockShift).isHeld(by: state.pauses)
        }
    }

    /// A finding for each pause, so that everybody sees why nothing happens.
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
