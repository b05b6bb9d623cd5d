package import PinionDecisions
import PinionFiles
package import PinionModel

/// A look at environments, or a reconcile of them, that collects one result for each.
package struct Inspection: Sendable {
    /// The names of the environments; empty means all.
    private let names: [String]
    private let depth: Depth
    private let options: RunOptions?
    private let tellsLooks: Bool
    private let events: Events

    /// The callbacks that report progress.
    package struct Events: Sendable {
        /// Receives each notice for the operator, as one sentence.
        let note: @Sendable (String) -> Void
        /// Receives each container that was started again, or could not be, in an environment.
        let restored: @Sendable (Restoration, String) -> Void
        /// Receives each action of a run before it is performed.
        let onAction: @Sendable (Action, Environment.Name) -> Void

        package init(
            note: @escaping @Sendable (String) -> Void = { _ in },
            restored: @escaping @Sendable (Restoration, String) -> Void = { _, _ in },
            onAction: @escaping @Sendable (Action, Environment.Name) -> Void = { _, _ in }
        ) {
            (self.note, self.restored, self.onAction) = (note, restored, onAction)
        }
    }

    /// Creates a look at environments, or a reconcile of them if `options` are given.
    ///
    /// `tellsLooks` says whether the report includes who looked last.
    package init(
        _ names: [String], depth: Depth, options: RunOptions? = nil, tellsLooks: Bool = false,
        events: Events = Events()
    ) {
        (self.names, self.depth, self.options, self.tellsLooks) = (
            names, depth, options, tellsLooks
        )
        self.events = events
    }

    /// Runs every named environment; an error in one never hides the result of another.
    ///
    /// The report is shown before a reconcile records its look, so that no one waits for that.
    package func report(
        _ port: some InspectionPort, _ show: (Report) -> Void = { _ in }
    ) async throws -> Report {
        let report = try await look(port)
        show(report)
        if options != nil {
            note(port.forgetPauses(report))
            note(await port.recordLooks(report))
        }
        return report
    }

    private func look(_ port: some InspectionPort) async throws -> Report {
        let vanished = await vanished(port)
        let lost = Set(vanished.map(\.name))
        let others = names.filter { !lost.contains($0) }
        let isAll = names.isEmpty ? port.project.environments.isEmpty : others.isEmpty
        let chosen = isAll && !lost.isEmpty ? [] : try port.environments(named: others)
        try checkServices(chosen)
        note(try await port.unpublishedPins())
        let holder = port.holder()
        let environments = chosen.compactMap { try? $0.result.get() }
        let known = await port.known(of: environments)
        if !tellsLooks { note(known.obstacle) }
        async let looks = tellsLooks ? port.looks(of: environments) : LastLooks()
        let reports = await chosen.concurrentMap(atMost: 8) {
            await run($0, port, known, holder)
        }
        let now = port.now()
        var seen = await looks
        if !tellsLooks, reports.contains(where: { $0.elsewhere != nil }) {
            seen = await port.looks(of: environments)
        }
        note(seen.obstacle)
        let hasAny = reports.contains { $0.elsewhere == nil }
        var told = reports.map { report in
            guard tellsLooks || report.elsewhere != nil else { return report }
            let blank = report.elsewhere == nil ? nil : seen.unrecordedNotices[report.name]
            let whole = report.seen(by: seen.looks[report.name], seen.notices[report.name] ?? blank)
            return hasAny ? whole : whole.reportedAsFailure
        }
        if tellsLooks { told = await tellingUndone(told, of: chosen, port) }
        return Report(
            generatedAt: now, environments: told + vanished, cached: port.isCached ? port.tip : nil)
    }

    /// Adds the pins that someone reverted to the reports of environments with pins that follow a
    /// rule or another environment.
    private func tellingUndone(
        _ reports: [EnvironmentReport], of chosen: [ReadEnvironment], _ port: some InspectionPort
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
            let undone = await UndonePins(
                in: environment, at: port.revision.id, port.history,
                reading: { FiledPins.read($0) })
            told.append(report.telling(undone: undone.sentences(of: environment.name)))
        }
        return told
    }

    private func run(
        _ read: ReadEnvironment, _ port: some InspectionPort,
        _ known: KnownLooks, _ holder: IntentHolder
    ) async -> EnvironmentReport {
        let failure: Failure
        do {
            let environment = try read.result.get()
            let result = try await run(environment, port, known, holder)
            // If another run holds the environment, it may be at work on this host.
            guard options != nil, result.heldBy == nil else { return EnvironmentReport(result) }
            return EnvironmentReport(
                result, also: await port.restore(read.name, before: environment.runtime))
        } catch let mistakes as FileMistakes {
            failure = Failure(RunFailure.unreadable(mistakes))
        } catch { failure = Failure(error) }
        // A reconcile that cannot run here still starts what an interrupted change stopped.
        let restored = options == nil ? [:] : await port.restoreOffline([read.name])
        return EnvironmentReport(
            name: read.name, failure: failure, restored: restored[read.name] ?? [])
    }

    private func run(
        _ environment: Environment, _ port: some InspectionPort, _ known: KnownLooks,
        _ holder: IntentHolder
    ) async throws -> EnvironmentResult {
        let paused = port.hostPauses(of: environment.name)
        let brief = RunBrief(
            environment: environment, commit: port.revision.id, tip: port.tip.id,
            mode: options.map { .reconcile($0, holder) } ?? .inspect(depth),
            heldSince: await port.history.heldSince(in: environment, at: port.revision.id),
            formerImages: depth == .report
                ? await port.history.formerImages(in: environment, at: port.revision.id) : [:],
            hostPauses: paused.pauses, pauseFailure: paused.failure,
            engines: environment.runtime.traits.reportsEngineStart
                ? known.engines[environment.name] : nil,
            watch: known.watch[environment.name] ?? .unknown,
            mayBeElsewhere: names.isEmpty && environment.runtime.traits.isOfThisHost,
            minuteOfWeek: { port.minuteOfWeek(in: $0, at: $1) },
            hash: sha256)
        let reconciler = Reconciler(try await port.ports(of: environment)) {
            events.onAction($0, environment.name)
        }
        return try await reconciler.run(brief)
    }

    /// Reports environments that have a ledger but no folder, unless they are retired; a reconcile
    /// first starts again what an interrupted change stopped in them.
    private func vanished(_ port: some InspectionPort) async -> [EnvironmentReport] {
        let gone: [FolderlessEnvironment]
        do {
            gone = try await port.gone(named: names)
        } catch {
            guard names.isEmpty else { return [] }
            return [
                EnvironmentReport(
                    name: port.project.settings.environmentsFolder,
                    failure: Failure(RunFailure.foldersUntold(Failure(error))))
            ]
        }
        var reports: [EnvironmentReport] = []
        for one in gone {
            let name = one.name.description
            var restored: [Restoration] = []
            if options != nil {
                restored = await port.restore(name, before: nil)
                for one in restored { events.restored(one, name) }
            }
            let down = restored.first { $0.problem != nil }
            let failures = [down.map { Failure(RunFailure.stillDown([$0])) }, one.failure]
                .compactMap(\.self)
            guard !failures.isEmpty else { continue }
            reports.append(
                EnvironmentReport(
                    name: name, failure: Failure(RunFailure.several(failures)), restored: restored))
        }
        return reports
    }

    /// Throws if a service that the options name (`SERVICE` or `SERVICE/CONTAINER`) is in none of
    /// the environments; checks nothing if one of them cannot be read.
    private func checkServices(_ chosen: [ReadEnvironment]) throws {
        let environments = chosen.compactMap { try? $0.result.get() }
        guard let options, environments.count == chosen.count else { return }
        let known = Set(environments.flatMap(\.services).map(\.name.description))
        for name in options.only.union(options.retry).sorted()
        where !known.contains(String(name.prefix { $0 != "/" })) {
            let list = chosen.map(\.name).joined(separator: ", ")
            throw Complaint(
                "there is no service \(name) in the pins of "
                    + (list.isEmpty ? "no environment" : list))
        }
    }

    private func note(_ note: String?) {
        if let note { events.note(note) }
    }
}
