import PinionDecisions
import PinionGit
import PinionModel
import PinionProposals
import PinionReconcile
import PinionReports

/// One command's way over its environments: opens the session, runs each, collects the results.
struct Inspection: Sendable {
    let common: CommonOptions
    let names: [String]
    let depth: Depth
    let revision: String?
    let wishes: RunWishes?
    /// Whether it is told who looked last.
    let tellsLooks: Bool
    /// Whether git is not asked: what this host saw last is compared with what runs.
    let isCached: Bool
    let surroundings = Surroundings.current

    /// Without wishes it only looks; with wishes it reconciles.
    init(
        _ common: CommonOptions, _ names: [String], depth: Depth, revision: String? = nil,
        wishes: RunWishes? = nil, tellsLooks: Bool = false, isCached: Bool = false
    ) {
        self.isCached = isCached
        self.tellsLooks = tellsLooks
        self.common = common
        self.names = names
        self.depth = depth
        self.revision = revision
        self.wishes = wishes
    }

    /// Runs every environment that was named; one's error never hides another's result.
    ///
    /// The report is shown before a reconcile records that it looked: nothing waits for that.
    func report(_ show: (Report) -> Void = { _ in }) async throws -> Report {
        let progress = Progress(isQuiet: common.quiet, isVerbose: common.verbose)
        defer { progress.clear() }
        progress.note("reading the repository")
        let session: Session
        do {
            session = try await Session.open(
                common, surroundings, revision: revision, isCached: isCached)
        } catch {
            for (name, restored) in await restoreOffline(names).sorted(by: { $0.key < $1.key }) {
                say(restored, of: name)
            }
            throw tellsLooks && !isCached ? Complaint(offeringCacheFor: error) : error
        }
        do {
            let report = try await report(session, progress)
            progress.clear()
            show(report)
            if wishes != nil {
                note(session.forgetPauses(report))
                note(await session.recordLooks(report))
            }
            await session.close()
            return report
        } catch {
            await session.close()
            throw error
        }
    }

    private func report(_ session: Session, _ progress: Progress) async throws -> Report {
        let vanished = await vanished(session)
        let lost = Set(vanished.map(\.name))
        let others = names.filter { !lost.contains($0) }
        let isAll = names.isEmpty ? session.project.environments.isEmpty : others.isEmpty
        let chosen = isAll && !lost.isEmpty ? [] : try session.environments(named: others)
        try checkServices(chosen)
        note(try await session.unpublishedPins())
        let holder = HostIdentity.holder()
        let known = await session.known(of: chosen.compactMap { try? $0.result.get() })
        if !tellsLooks { note(known.obstacle) }
        async let looks = looks(of: chosen, session)
        let reports = await chosen.concurrentMap(atMost: 8) {
            await run($0, session, known, holder, progress)
        }
        let now = surroundings.now()
        var seen = await looks
        if !tellsLooks, reports.contains(where: { $0.elsewhere != nil }) {
            seen = await session.looks(of: chosen.compactMap { try? $0.result.get() })
        }
        note(seen.obstacle)
        let hasAny = reports.contains { $0.elsewhere == nil }
        var told = reports.map { report in
            let isTold = tellsLooks || report.elsewhere != nil
            let blank = report.elsewhere == nil ? nil : seen.blanks[report.name]
            let whole =
                isTold
                ? report.seen(
                    by: seen.looks[report.name], seen.notices[report.name] ?? blank) : report
            return hasAny ? whole : whole.missed
        }
        if tellsLooks { told = await tellingUndone(told, of: chosen, session) }
        return Report(
            generatedAt: now, environments: told + vanished,
            cached: session.place.isCached ? session.tip : nil)
    }

    /// Tells what people took back, of pins that follow a rule or another environment.
    private func tellingUndone(
        _ reports: [EnvironmentReport], of chosen: [ReadEnvironment], _ session: Session
    ) async -> [EnvironmentReport] {
        var told: [EnvironmentReport] = []
        for report in reports {
            guard let read = chosen.first(where: { $0.name == report.name }),
                case .success(let environment) = read.result,
                environment.rules.promotion != nil
                    || environment.pins.values.contains(where: { $0.track != nil })
            else {
                told.append(report)
                continue
            }
            let undone = await session.undone(in: environment, at: session.revision.id)
            told.append(report.telling(undone: undone.sentences(of: environment.name)))
        }
        return told
    }

    private func looks(
        of chosen: [ReadEnvironment], _ session: Session
    ) async -> Session.LastLooks {
        guard tellsLooks else { return Session.LastLooks() }
        return await session.looks(of: chosen.compactMap { try? $0.result.get() })
    }

    private func run(
        _ read: ReadEnvironment, _ session: Session,
        _ known: KnownLooks, _ holder: Holder, _ progress: Progress
    ) async -> EnvironmentReport {
        let problem: String
        do {
            let environment = try read.result.get()
            let result = try await run(environment, session, known, holder, progress)
            // Whoever holds the environment is at work on this host.
            guard wishes != nil, result.heldBy == nil else { return EnvironmentReport(result) }
            return EnvironmentReport(
                result,
                also: await Restorer(common, surroundings).restore(
                    read.name, before: environment.runtime, in: session))
        } catch let mistakes as FileMistakes {
            problem = "cannot read it:\n\(mistakes)"
        } catch {
            problem = Complaint(error).description
        }
        return EnvironmentReport(
            name: read.name, problem: problem,
            restored: await restoreOffline([read.name])[read.name] ?? [])
    }

    private func run(
        _ environment: PinionModel::Environment, _ session: Session, _ known: KnownLooks,
        _ holder: Holder, _ progress: Progress
    ) async throws -> EnvironmentResult {
        let paused = session.hostPauses(of: environment.name)
        let brief = RunBrief(
            environment: environment, commit: session.revision.id, tip: session.tip.id,
            mode: wishes.map { .reconcile($0, holder) } ?? .inspect(depth),
            heldSince: await session.heldSince(in: environment),
            formerImages: depth == .report ? await session.formerImages(in: environment) : [:],
            hostPauses: paused.pauses, pauseProblem: paused.problem,
            engines: environment.runtime.traits.tellsStarts ? known.engines[environment.name] : nil,
            watch: known.watch[environment.name] ?? .unknown,
            mayBeElsewhere: names.isEmpty && environment.runtime.traits.isOfThisHost,
            minuteOfWeek: { [zones = session.zones] in zones.minuteOfWeek(in: $0, at: $1) },
            hash: sha256)
        let reconciler = Reconciler(try await session.ports(of: environment)) {
            progress.hear($0, of: environment.name)
        }
        return try await reconciler.run(brief)
    }

    /// Tells of environments that have a ledger and no folder any more, unless they are given up; a reconcile starts
    /// again first what an interrupted change stopped in any of them.
    private func vanished(_ session: Session) async -> [EnvironmentReport] {
        let gone: [Session.Gone]
        do {
            gone = try await session.gone(named: names)
        } catch {
            guard names.isEmpty else { return [] }
            let problem = "which environments have a ledger and no folder cannot be told"
            return [
                EnvironmentReport(
                    name: session.project.settings.environmentsFolder,
                    problem: "\(problem): \(Complaint(error))")
            ]
        }
        var reports: [EnvironmentReport] = []
        for one in gone {
            let name = one.name.description
            var restored: [Restoration] = []
            if wishes != nil {
                restored = await Restorer(common, surroundings).restore(
                    name, before: nil, in: session)
                say(restored, of: name)
            }
            let failure = restored.first { $0.failure != nil }.map(FindingsText.restored)
            let problems = [failure, one.problem].compactMap(\.self)
            guard !problems.isEmpty else { continue }
            reports.append(
                EnvironmentReport(
                    name: name, problem: problems.joined(separator: "\n"), restored: restored))
        }
        return reports
    }

    private func say(_ restored: [Restoration], of name: String) {
        for one in restored { Terminal.complain("\(name): \(FindingsText.restored(one))\n") }
    }

    /// A reconcile starts again what an interrupted change stopped, also where it cannot go on itself.
    private func restoreOffline(_ names: [String]) async -> [String: [Restoration]] {
        guard wishes != nil else { return [:] }
        return await Restorer(common, surroundings).restore(names)
    }

    /// Services that are named on the command line (as `SERVICE` or `SERVICE/CONTAINER`) must exist
    /// in one of
    /// the environments; where one of them cannot be read, nobody knows.
    private func checkServices(_ chosen: [ReadEnvironment]) throws {
        let environments = chosen.compactMap { try? $0.result.get() }
        guard let wishes, environments.count == chosen.count else { return }
        let known = Set(environments.flatMap(\.services).map(\.name.description))
        for name in wishes.only.union(wishes.retry).sorted()
        where !known.contains(String(name.prefix { $0 != "/" })) {
            throw Complaint(
                "there is no service \(name) in the pins of "
                    + "\(Self.list(chosen.map(\.name)))")
        }
    }

    static func list(_ names: [String]) -> String {
        names.isEmpty ? "no environment" : names.joined(separator: ", ")
    }

    private func note(_ note: String?) {
        guard let note, !common.quiet else { return }
        Terminal.complain("note: \(note)\n")
    }

    /// Writes a report in the format that was asked for.
    func show(_ report: Report, _ format: Format, text: (Report, Palette) -> String) {
        switch format {
        case .json: Terminal.print(JSONReport.text(of: report))
        case .text:
            Terminal.print(text(report, Terminal.palette(environment: surroundings.environment)))
        }
    }
}
