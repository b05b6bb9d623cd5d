import PinionModel

/// The performer of a run's decisions, which uses the ports and feeds the results back.
///
/// It decides nothing: every order, retry and limit is ``EnvironmentRun``'s, in `Loop/`.
package struct Reconciler: Sendable {
    let ports: Ports
    let report: @Sendable (Action) -> Void

    package init(_ ports: Ports, report: @escaping @Sendable (Action) -> Void = { _ in }) {
        (self.ports, self.report) = (ports, report)
    }

    /// Performs a run to its end.
    ///
    /// Cancelling stops it at the next action; what was written stays for the next run to close.
    package func run(_ brief: RunBrief) async throws -> EnvironmentResult {
        let stopwatch = Stopwatch(ports.clock)
        var run = EnvironmentRun(brief, rehearses: ports.runtime is any Rehearsing)
        return try await withThrowingTaskGroup(of: Event.self) { group in
            var pending = run.receive(.begun, at: moment(stopwatch))
            while true {
                for action in pending {
                    if case .finish(let result) = action { return result }
                    report(action)
                    group.addTask { try await perform(action, brief.environment) }
                }
                guard let event = try await group.next() else {
                    preconditionFailure(
                        "the run of \(brief.environment.name) stopped without a result")
                }
                pending = run.receive(event, at: moment(stopwatch))
            }
        }
    }

    private func moment(_ stopwatch: Stopwatch) -> Moment {
        Moment(wall: ports.now(), elapsed: stopwatch.elapsed())
    }

    private func perform(
        _ action: Action, _ environment: PinionModel::Environment
    ) async throws -> Event {
        let name = environment.name
        try Task.checkCancellation()
        switch action {  // table
        case .readLedger:
            return .ledger(
                await result { () throws(LedgerError) in try await ports.ledger.newest(of: name) })
        case .recall(let now, let accepting):
            return .recalled(
                await result { () throws(MemoryError) in
                    try await ports.memory?.recall(now, of: name, accepting: accepting)
                        ?? Recollection()
                })
        case .probe(let holder): return .holder(ports.probe(holder))
        case .askClock: return .clock(await ports.remoteClock())
        case .checkAncestry(let old, let new):
            return .ancestry(
                await result { () throws(SourceError) in
                    try await ports.source.isAncestor(old, of: new)
                })
        case .readTip:
            return .tip(await result { () throws(SourceError) in try await ports.source.tip().id })
        case .identify:
            return .identity(
                await result { () throws(RuntimeError) in try await ports.runtime.identity() })
        case .readEngineStart(let known):
            return .engineStart(
                await (ports.runtime as? any EngineStartReporting)?.start(known: known))
        case .observe(let selection):
            return .observed(
                await result { () throws(RuntimeError) in try await ports.runtime.observe(selection)
                })
        case .survey: return .surveyed(await survey(environment))
        case .look(let newcomers):
            return .newcomersObserved(await ports.claims?.look(at: newcomers) ?? [:])
        case .claim(let claim):
            return .claimed(await ports.claims?.record(claim, for: environment) ?? .recorded)
        case .ask(let questions):
            return .answered(await RegistryAnswers.asking(questions, of: ports.registry))
        case .rehearse(let changes):
            return .rehearsed(await (ports.runtime as? any Rehearsing)?.rehearse(changes) ?? [])
        case .append(let record, let tip):
            return .appended(
                await result { () throws(LedgerError) in
                    try await ports.ledger.append(record, to: name, onto: tip)
                })
        case .change(let change, let holding, let until):
            return .changed(
                services: change.all.map(\.observed.name),
                await self.change(change, name, holding, until))
        case .restore(let delay): return .restored(await restore(delay))
        case .wait(let duration):
            try await ports.clock.sleep(for: duration)
            return .waited
        case .tag(let writes, let holding, let until):
            return .tagged(await put(writes, name, holding, until))
        case .finish: preconditionFailure("the end is not performed")
        }
    }

    private func survey(_ environment: PinionModel::Environment) async -> ClaimSurvey {
        await ports.claims?.survey(for: environment) ?? ClaimSurvey()
    }

    private func result<Success, Failure: Error>(
        _ body: () async throws(Failure) -> Success
    ) async -> Result<Success, Failure> {
        do throws(Failure) { return .success(try await body()) } catch { return .failure(error) }
    }

    /// Restores what is stopped, if the runtime's changes can leave anything stopped.
    private func restore(_ delay: Duration) async -> Result<[Restoration], RuntimeError> {
        guard let runtime = ports.runtime as? any Restoring else { return .success([]) }
        return await result { () throws(RuntimeError) in
            try await runtime.restore(after: delay)
        }
    }

    private func change(
        _ change: ImageChange, _ name: PinionModel::Environment.Name, _ holding: CommitID,
        _ until: Timestamp
    ) async -> RuntimeError? {
        let ports = ports
        guard !ports.criticalSections.isAskedToEnd else {
            return .superseded("this run was asked to end")
        }
        do throws(RuntimeError) {
            try await ports.runtime.change(change) { () throws(RuntimeError) in
                try await Self.checkPermit(name, holding, until, ports)
            }
            return nil
        } catch {
            return error
        }
    }
}
