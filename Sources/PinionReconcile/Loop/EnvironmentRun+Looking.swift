import PinionDecisions
import PinionModel

extension EnvironmentRun {
    // MARK: The ledger

    mutating func begin() -> [Action] {
        phase = .readingLedger
        return [.readLedger]
    }

    mutating func readLedger(_ result: Result<LedgerTip?, LedgerError>, _ moment: Moment)
        -> [Action]
    {
        if phase == .confirmingRestoring { return confirmRestoring(result) }
        if phase == .rereading { return concludeOnto(result) }
        switch result {
        case .failure(let error): return end(error.description)
        case .success(let newest):
            tip = newest?.id
            restoring.isHolderGone = false
            ledgerTip = newest.map { SeenTip(id: $0.id, at: $0.record.at) }
            ledgerEntry = newest?.record.entry
            crashed = nil
            heldBy = nil
            heldUntil = nil
            broken = nil
            do throws(UnreadableLedger) {
                state =
                    try newest.map { newest throws(UnreadableLedger) in
                        try LedgerState(parsing: newest.record.state)
                    } ?? LedgerState()
            } catch {
                let name = brief.environment.name
                state = LedgerState()
                return end(
                    LedgerError.unreadable(environment: name, reason: error.description)
                        .description)
            }
            if appendAttempts == 0 { actedOn = state.commit }
            return recall()
        }
    }

    // MARK: The branch

    mutating func checkBranch() -> [Action] {
        rewrite = nil
        guard heldBy == nil, let last = state.commit, last != brief.tip else { return identify() }
        phase = .checkingAncestry
        return [.checkAncestry(last, of: brief.tip)]
    }

    /// A tip that does not hold the commit that was acted on last is of a branch that was rewritten, or
    /// older: then the branch was reset, or this run read it before another one acted.
    mutating func takeAncestry(_ result: Result<Bool, SourceError>) -> [Action] {
        guard case .success(let isAncestor) = result, let last = state.commit else {
            guard case .failure(let error) = result else { return identify() }
            return end(error.description)
        }
        switch (phase, isAncestor) {
        case (.checkingOrder, _) where last != actedOn: return finish(problem: overtaken(by: last))
        case (.checkingOrder, true):
            phase = .readingTip
            return [.readTip]
        case (.checkingOrder, false): return takeRewrite(from: last)
        case (_, true): return identify()
        case (_, false):
            phase = .checkingOrder
            return [.checkAncestry(brief.tip, of: last)]
        }
    }

    /// A branch that still stands at the older commit was reset.
    mutating func takeTip(_ result: Result<CommitID, SourceError>) -> [Action] {
        guard let last = state.commit else { return identify() }
        switch result {
        case .failure(let error): return end(error.description)
        case .success(brief.tip): return takeRewrite(from: last)
        case .success: return finish(problem: overtaken(by: last))
        }
    }

    private mutating func takeRewrite(from last: CommitID) -> [Action] {
        rewrite = Rewrite(from: last, to: brief.tip)
        return identify()
    }

    private func overtaken(by last: CommitID) -> String {
        "another run acted on commit \(last.short) of environment \(brief.environment.name) "
            + "meanwhile, which this run did not know; run the command again"
    }

    // MARK: The machine

    mutating func identify() -> [Action] {
        let runtime = brief.environment.runtime
        guard runtime.traits.isSupported else {
            return finish(
                problem:
                    "this version of Pinion has no `\(runtime.kind)` runtime; environment "
                    + "\(brief.environment.name) cannot be looked at"
            )
        }
        guard runtime.traits.hasMachine else { return observe() }
        phase = .identifying
        return [.identify]
    }

    mutating func takeIdentity(
        _ result: Result<String?, RuntimeError>, _ moment: Moment
    ) -> [Action] {
        switch result {
        case .failure(let error): return miss(error) ?? unreachable(error, moment)
        case .success(let found):
            let wanted = brief.environment.runtime.id
            if let problem = restoring.problem {
                return wanted != nil && wanted == found ? observe() : finish(problem: problem)
            }
            guard let found else {
                guard wanted == nil, writer == nil else {
                    return finish(
                        problem:
                            "the runtime of environment \(brief.environment.name) does not say "
                            + "which machine it is, and so nothing is applied; look at the "
                            + "endpoint"
                    )
                }
                return observe()
            }
            if let wanted, wanted != found {
                return meet(found, insteadOf: wanted)
            }
            if wanted == nil, writer != nil {
                return finish(
                    problem:
                        "environment \(brief.environment.name) does not say which machine it "
                        + "belongs to; add `id: \(found)` to "
                        + "`\(brief.environment.runtime.kind)` in its environment.yaml"
                )
            }
            return meetEngine()
        }
    }

    mutating func observe() -> [Action] {
        phase = .observing
        return [.observe(.inScope(pinned: brief.environment.services.map(\.nameInRuntime)))]
    }

    mutating func takeInventory(
        _ result: Result<Inventory, RuntimeError>, _ moment: Moment
    ) -> [Action] {
        switch (result, phase) {
        case (.success(let seen), .applying): return takeGlimpse(seen, moment)
        case (.failure(let error), .applying): return takeBlindness(error, moment)
        case (.success(let seen), .observing):
            inventory = seen
            rounds = 0
            if mustRestore { return restore(moment) }
            if restoring.problem != nil { return finish() }
            return recordRestoring(moment) ?? survey(seen, moment)
        case (.success(let seen), .observingAgain):
            inventory = admitted(seen)
            rounds = 0
            return assess(moment)
        case (.failure(let error), .observingAgain): return concludeBlind(error, moment)
        case (.failure(let error), _): return unreachable(error, moment)
        case (.success, _):
            return finish(problem: "the run lost its place after a look; run it again")
        }
    }

    // MARK: The comparison

    mutating func assess(_ moment: Moment) -> [Action] {
        gate = PinGate(brief.environment.rules, at: moment.wall, minuteOfWeek: brief.minuteOfWeek)
        let (assessment, open) = Assessor.assess(subject, answers: answers)
        self.assessment = assessment
        rounds += 1
        if !open.isEmpty, rounds <= 4 {
            if phase != .observingAgain { phase = .assessing }
            return [.ask(open)]
        }
        if let actions = rehearse(assessment) { return actions }
        if phase == .observingAgain { return putTags(moment) }
        phase = .assessing
        return decide(assessment, moment)
    }

    var subject: Subject {
        Subject(
            environment: brief.environment, inventory: inventory, ledger: state, depth: brief.depth,
            gate: gate, overridden: brief.wishes.overridden, retry: brief.wishes.retry,
            heldSince: brief.heldSince, formerImages: brief.formerImages,
            checksEnvironmentTag: brief.environment.rules.environmentTag != nil, now: now,
            rehearsals: rehearsals, pauses: pauses)
    }

    // MARK: The end

    mutating func unreachable(_ error: RuntimeError, _ moment: Moment) -> [Action] {
        if restoring.problem != nil { return finish() }
        addUnreachable(error)
        return recordSilence(error, moment)
    }

    mutating func addUnreachable(_ error: RuntimeError) {
        extraFindings.append(
            Finding(.unreachable, message: "\(error)")
                .seen(since: state.findings[Self.unreachableKey]))
    }

    mutating func finish(problem: String? = nil) -> [Action] {
        phase = .done
        return [
            .finish(
                EnvironmentResult(
                    environment: brief.environment.name, commit: brief.commit,
                    assessment: assessment,
                    planHash: assessment.map { brief.hash($0.plan.canonicalBytes) },
                    refusals: refusals, results: results, tags: tagResults,
                    tagErrors: tagErrors,
                    effects: results.isEmpty ? assessment?.plan.effects ?? [] : effects,
                    restored: restoring.done, closed: closed, heldBy: heldBy,
                    heldUntil: heldUntil,
                    heldFor: heldBy == nil
                        ? [] : Set(state.intent?.changes.map(\.container) ?? []),
                    untried: untried, recordedPauses: recordedPauses,
                    apply: brief.environment.rules.apply,
                    engine: engine,
                    findings: historyFindings + pauseFindings + extraFindings
                        + (assessment?.notices ?? []),
                    problem: problem ?? restoring.problem ?? blindness ?? restoringProblem
                        ?? memoryProblem ?? state.newer?.consequence))
        ]
    }
}
