import ArgumentParser
import PinionGit
import PinionHistory
import PinionModel
import PinionReports
import PinionWiring

/// `pinion log ENV`: what was applied when, by which commit, and by whom.
struct Log: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Show what was applied to an environment, when, by which commit; newest first.",
        discussion: """
            Reads the ledger, refs/pinion/ledger/ENV: intents, outcomes, baselines and \
            observations. With --figures it counts instead: deployment frequency, lead time, \
            failure rate and time to restore. Changes nothing.
            """)

    @Argument(help: "The environment.") var environment: String
    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "How many entries at most; 20 by default, all with --since.", valueName: "number"))
    var limit: Int?
    @Option(
        help: ArgumentHelp(
            "Only entries since then: a length of time (7d), a day or a time in UTC.",
            valueName: "time"))
    var since: String?
    @Flag(help: "Count the four figures of delivery.") var figures = false
    @Option(
        help: ArgumentHelp(
            "The days that figures are counted over; 30 by default.", valueName: "number"))
    var days: Int?
    @Option(help: "How to write it: text or json.") var format = Format.text
    @OptionGroup var cache: CachedOption
    @OptionGroup var common: CommonOptions

    func validate() throws {
        if let limit, limit < 1 { throw ValidationError("--limit must be at least 1") }
        if let days, !(1...3_660).contains(days) {
            throw ValidationError("--days must be 1 to 3660")
        }
        if days != nil, !figures { throw ValidationError("--days goes with --figures") }
        if figures, limit != nil || since != nil {
            throw ValidationError("--figures counts days; --limit and --since do not go with it")
        }
        if let since, Self.moment(since, before: ProcessContext.current.now()) == nil {
            throw ValidationError(
                "--since takes a length of time such as 7d or 12h, a day such as 2026-12-01, or a "
                    + "time such as 2026-12-01T08:00:00Z")
        }
    }

    func run() async throws {
        let process = ProcessContext.current
        let text: String
        do {
            text = try await Session.with(common.choice, process, isCached: cache.cached) {
                try await self.text($0, process)
            }
        } catch {
            throw cache.cached ? error : Complaint(offeringCacheFor: error)
        }
        Terminal.print(text)
    }

    private func text(_ session: Session, _ process: ProcessContext) async throws -> String {
        guard let name = PinionModel::Environment.Name(parsing: environment) else {
            throw Complaint("`\(environment)` is not an environment's name")
        }
        // The ledger of a removed environment can still be read.
        if try await session.gone(named: [environment]).isEmpty {
            _ = try session.environments(named: [environment])
        }
        if session.place.isCached, !common.quiet {
            Terminal.complain(
                "note: git was not asked: these are the newest entries that this host saw\n")
        }
        for note in try await session.historyNotes(of: name) where !common.quiet {
            Terminal.complain("note: \(note)\n")
        }
        let palette = Terminal.palette(environment: process.environment)
        return figures
            ? try await figures(of: name, session, process.now(), palette)
            : try await entries(of: name, session, process.now(), palette)
    }

    // MARK: Entries

    private func entries(
        of name: PinionModel::Environment.Name, _ session: Session, _ now: Timestamp,
        _ palette: Palette
    ) async throws -> String {
        let start = since.flatMap { Self.moment($0, before: now) }
        let log = try await DeliveryLog(of: name, limit: limit, since: start, session)
        let seen = await lastLook(of: name, session)
        switch format {
        case .json: return LogText.json(log.entries, environment: environment, seen: seen)
        case .text where log.isLedgerEmpty:
            return "nothing was applied to \(environment) yet, and nothing recorded\n"
        case .text where log.entries.isEmpty:
            return "nothing was applied to \(environment) or recorded since then\n"
        case .text: return LogText.text(log.entries, palette, seen: seen)
        }
    }

    /// Who looked last; nil if that is not recorded, or cannot be read, which is noted.
    private func lastLook(
        of name: PinionModel::Environment.Name, _ session: Session
    ) async -> LookRecord.Look? {
        do throws(LedgerError) {
            guard session.project.settings.ledger == .remote else { return nil }
            return try await session.place.lookRecords.records(of: [name])[name]?.get().last
        } catch {
            if !common.quiet { Terminal.complain("note: who looked last is not known: \(error)\n") }
            return nil
        }
    }

    /// The moment that `--since` means.
    private static func moment(_ text: String, before now: Timestamp) -> Timestamp? {
        if let length = DurationText(parsing: text) {
            return now + .seconds(-length.duration.components.seconds)
        }
        if let day = CalendarDate(parsing: text) { return day.endInUTC + .seconds(-86_400) }
        return Timestamp(parsing: text)
    }

    // MARK: Figures

    private func figures(
        of name: PinionModel::Environment.Name, _ session: Session, _ now: Timestamp,
        _ palette: Palette
    ) async throws -> String {
        let figures = try await session.figures(of: name, days: days ?? 30, to: now)
        let place = session.project.settings.ledger
        return switch format {
        case .json: FiguresText.json(figures, environment: environment, place: place)
        case .text: FiguresText.text(figures, environment: environment, place: place, palette)
        }
    }
}
