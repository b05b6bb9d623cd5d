import ArgumentParser
import PinionGit
import PinionHistory
import PinionModel
import PinionReports
import PinionWiring

/// `pinion log ENV`: shows what was applied when, by which commit, and by whom.
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
    @OptionGroup var output: OutputOptions<LogDocuments>
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
        let document: Document
        do {
            document = try await Session.with(common.choice, process, isCached: cache.cached) {
                try await self.document($0, process.now())
            }
        } catch {
            throw cache.cached ? error : Complaint(offeringCacheFor: error)
        }
        output.show(document, process)
    }

    private func document(_ session: Session, _ now: Timestamp) async throws -> Document {
        guard let name = PinionModel::Environment.Name(parsing: environment) else {
            throw Complaint("`\(environment)` is not an environment's name")
        }
        // The ledger of a removed environment can still be read.
        if try await session.gone(named: [environment]).isEmpty {
            _ = try session.environments(named: [environment])
        }
        if session.repository.isCached, !common.quiet {
            Terminal.complain(
                "note: git was not asked: these are the newest entries that this host saw\n")
        }
        for note in try await session.historyNotes(of: name) where !common.quiet {
            Terminal.complain("note: \(note)\n")
        }
        guard !figures else {
            let figures = try await session.figures(of: name, days: days ?? 30, to: now)
            return .figures(figures, of: environment, ledger: session.project.settings.ledger)
        }
        let start = since.flatMap { Self.moment($0, before: now) }
        let log = try await DeliveryLog(of: name, limit: limit, since: start, session)
        return .log(
            log.entries, of: environment, seen: await lastLook(of: name, session),
            isLedgerEmpty: log.isLedgerEmpty)
    }

    /// Returns who looked last; `nil` if it is not recorded, or cannot be read, which is noted.
    private func lastLook(
        of name: PinionModel::Environment.Name, _ session: Session
    ) async -> LookRecord.Look? {
        do throws(LedgerError) {
            guard session.project.settings.ledger == .remote else { return nil }
            return try await session.repository.lookRecords.records(of: [name])[name]?.get().last
        } catch {
            if !common.quiet { Terminal.complain("note: who looked last is not known: \(error)\n") }
            return nil
        }
    }

    /// Returns the time that `--since` means.
    private static func moment(_ text: String, before now: Timestamp) -> Timestamp? {
        if let length = DurationText(parsing: text) {
            return now + .seconds(-length.duration.components.seconds)
        }
        if let day = CalendarDate(parsing: text) { return day.endInUTC + .seconds(-86_400) }
        return Timestamp(parsing: text)
    }
}
