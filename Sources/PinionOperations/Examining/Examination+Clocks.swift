import PinionGit
import PinionModel
import PinionSyntax
import PinionWiring

/// Intents end, windows open and holds run out by the clock.
extension Examination {
    /// Says the time here, and holds it against the git server's and the tip's commit.
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

    /// Holds the time here against the ledger's newest entry.
    mutating func examineClock(
        of newest: LedgerTip, _ name: PinionModel::Environment.Name, _ session: Session
    ) {
        let intent = try? LedgerState(parsing: newest.record.state).intent
        doubt(
            "\(name): clock of the ledger", "the newest entry", newest.record.at,
            by: intent?.holder.host, session.process.now())
    }

    /// Holds this host's clock against another one, which may tell no time; whether they agree.
    ///
    /// A minute may be the network's, more is not.
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
                "it says \(there), and the clock here says \(here); set the one that is wrong, `timedatectl`"
            )
        } ?? false
    }

    /// What was written cannot be later than now: else this clock is slow, or the writer's was fast.
    ///
    /// Which of the two is wrong only a third one tells: nobody is to set a clock that is right.
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
