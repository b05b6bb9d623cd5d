import PinionGit
import PinionModel
import PinionSyntax
import PinionWiring

// Intents expire, windows open and holds end by the clock, so a wrong clock breaks all of them.
extension Examination {
    /// Compares this host's clock with the git server's and with the date of the tip's commit.
    mutating func examineClock(_ session: Session) async {
        let here = session.process.now()
        let server = await session.remoteClock()
        let alone = server == nil ? "; the git server tells no time to compare it with" : ""
        let place = lines.endIndex
        agreesWithServer = await compare(session, "the git server", server)
        lines.insert(
            ("clock", agreesWithServer == false ? .unneeded : .well, "\(here)\(alone)"), at: place)
        let tip = session.revision
        doubt("clock of commit \(tip.id.short)", "it", tip.authored, by: nil, here)
    }

    /// Compares this host's clock with the date of the ledger's newest entry.
    mutating func examineClock(
        of newest: LedgerTip, _ name: PinionModel::Environment.Name, _ session: Session
    ) {
        let intent = try? LedgerState(parsing: newest.record.state).intent
        doubt(
            "\(name): clock of the ledger", "the newest entry", newest.record.at,
            by: intent?.holder.host, session.process.now())
    }

    /// Compares this host's clock with another; `nil` if the other one is unknown.
    ///
    /// Up to a minute can be the network's delay.
    @discardableResult
    mutating func compare(_ session: Session, _ whose: String, _ there: Timestamp?) async -> Bool? {
        guard let there else { return nil }
        return await attempt("clock of \(whose)") { () throws -> (Bool, String) in
            let here = session.process.now()
            let gap = here - there
            guard gap > .seconds(60) || gap < .seconds(-60) else {
                return (true, "the same as here")
            }
            throw Complaint(
                "it says \(there), and the clock here says \(here); set the one that is wrong, "
                    + "`timedatectl`"
            )
        } ?? false
    }

    /// Reports a date that is later than now: this clock is slow, or the writer's is fast.
    ///
    /// Only a third clock can show which of the two is wrong: without it, the advice names neither.
    private mutating func doubt(
        _ name: String, _ what: String, _ written: Timestamp, by host: String?, _ here: Timestamp
    ) {
        guard written > here + .seconds(60) else { return }
        let writer = host.map { ", by \(ShownText($0, longest: .max))," } ?? ""
        let agrees = agreesWithServer == true
        let advice =
            agrees
            ? "the git server's clock agrees with the one here: set the writer's, `timedatectl`"
            : "one of the two is wrong: compare both with a third one, and set it, `timedatectl`"
        lines.append(
            (
                name, agrees ? .unneeded : .missing,
                "\(what)\(writer) is dated \(written), and the clock here says \(here); \(advice)"
            ))
    }
}
