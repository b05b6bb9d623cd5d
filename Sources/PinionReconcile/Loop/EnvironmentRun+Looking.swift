import PinionDecisions
import PinionModel

extension EnvironmentRun {
    // MARK: The ledger

    mutating func begin() -> [Action] {
        phase = .readingLedger
        return [.readLedger]
    }

    mutating func readLedger(_ result: Result<LedgerTip?, LedgerError>) -> [Action] {
        switch result {
        case .failure(let error): return end(Failure(error))
        case .success(let read):
            tip = read?.id
            newest = read?.record
            restoring.isHolderGone = false
            lock = .free
            do throws(UnreadableLedger) {
                state =
                    try newest.map { newest throws(UnreadableLedger) in
                        try LedgerState(parsing: newest.state)
                    } ?? LedgerState()
            } catch {
                state = LedgerState()
                return end(Failure(LedgerError.unreadable(error, of: name)))
            }
            if appendAttempts == 0 { actedOn = state.commit }
            return recall()
        }
    }

    // MARK: The branch

    mutating func checkBranch() -> [Action] {
        rewrite = nil
        guard heldBy == nil, let last = state.commit, last != brief.tip else { return identify() }
        phase = .checkingAncestry(of: last)
        return [.checkAncestry(last, of: brief.tip)]
    }

    /// Handles the answer whether the tip contains the commit that was last acted on.
    ///
    /// If it does not, the branch was rewritten, or the tip is older: then the branch was reset, or
    /// this run read it before another run acted.
    mutating func takeAncestry(_ result: Result<Bool, SourceError>, of last: CommitID) -> [Action] {
        switch result {
        case .failure(let error): return end(Failure(error))
        case .success(true): return identify()
        case .success(false):
            phase = .checkingOrder(to: last)
            return [.checkAncestry(brief.tip, of: last)]
        }
    }

    mutating func takeOrder(_ result: Result<Bool, SourceError>, to last: CommitID) -> [Action] {
        switch result {
        case .failure(let error): return end(Failure(error))
        case .success where last != actedOn: return fail(.overtaken(name, by: last))
        case .success(true):
            phase = .readingTip(after: last)
            return [.readTip]
        case .success(false): return takeRewrite(from: last)
        }
    }

    /// Treats the branch as reset if its tip is still the older commit.
    mutating func takeTip(
        _ result: Result<CommitID, SourceError>, after last: CommitID
    ) -> [Action] {
        switch result {
        case .failure(let error): end(Failure(error))
        case .success(brief.tip): takeRewrite(from: last)
        case .success: fail(.overtaken(name, by: last))
        }
    }

    private mutating func takeRewrite(from last: CommitID) -> [Action] {
        rewrite = Rewrite(from: last, to: brief.tip)
        return identify()
    }

    // MARK: The machine

    mutating func identify() -> [Action] {
        let runtime = brief.environment.runtime
        guard runtime.traits.isSupported else {
            return fail(.unsupportedRuntime(name, kind: runtime.kind))
        }
        guard runtime.traits.hasMachine else { return observe() }
        phase = .identifying
        return [.identify]
    }

    mutating func takeIdentity(_ result: Result<String?, RuntimeError>) -> [Action] {
        let wanted = brief.environment.runtime.id
        switch result {
        case .failure(let error): return checkAbsence(error) ?? unreachable(error)
        case .success(let found):
            if let failure = restoring.failure {
                return wanted != nil && wanted == found ? observe() : finish(failure)
            }
            guard let found else {
                return wanted == nil && writer == nil ? observe() : fail(.machineUntold(name))
            }
            if let wanted, wanted != found { return concludeElsewhere(found, insteadOf: wanted) }
            if wanted == nil, writer != nil {
                return fail(
                    .machineUnnamed(name, kind: brief.environment.runtime.kind, found: found))
            }
            return readEngineStart()
        }
    }

    /// The action that observes everything in scope.
    var scope: Action {
        .observe(.inScope(pinned: brief.environment.services.map(\.nameInRuntime)))
    }

    mutating func observe() -> [Action] {
        phase = .observing
        return [scope]
    }

    mutating func takeInventory(_ result: Result<Inventory, RuntimeError>) -> [Action] {
        switch result {
        case .failure(let error): return unreachable(error)
        case .success(let seen):
            inventory = seen
            rounds = 0
            if mustRestore { return restore() }
            if restoring.failure != nil { return finish() }
            return recordRestoring() ?? survey()
        }
    }

    // MARK: The comparison

    /// Compares what is seen with the pins, then goes on to the tags or to what the rules allow.
    mutating func compare(after work: Applying? = nil) -> [Action] {
        phase = work.map(Phase.observingAgain) ?? .comparing
        gate = PinGate(brief.environment.rules, at: moment.wall, minuteOfWeek: brief.minuteOfWeek)
        let (assessment, open) = Assessor.assess(input, answers: answers)
        self.assessment = assessment
        rounds += 1
        if !open.isEmpty, rounds <= 4 { return [.ask(open)] }
        if let question = rehearse(assessment) { return [question] }
        return work.map { putTags($0, assessment) } ?? decide(assessment)
    }

    var input: ComparisonInput {
        ComparisonInput(
            environment: brief.environment, inventory: inventory, ledger: state, depth: brief.depth,
            gate: gate, overridden: brief.options.overridden, retry: brief.options.retry,
            heldSince: brief.heldSince, formerImages: brief.formerImages,
            checksEnvironmentTag: brief.environment.rules.environmentTag != nil, now: moment.wall,
            rehearsals: rehearsing.told, pauses: pauses)
    }

    // MARK: The end

    mutating func unreachable(_ error: RuntimeError) -> [Action] {
        if restoring.failure != nil { return finish() }
        addUnreachable(error)
        return recordUnreachable(error)
    }

    mutating func addUnreachable(_ error: RuntimeError) {
        extraFindings.append(
            Finding(.unreachable, because: Failure(error))
                .seen(since: state.findings[Self.unreachableKey]))
    }

    mutating func fail(_ failure: RunFailure) -> [Action] { finish(Failure(failure)) }

    mutating func finish(_ failure: Failure? = nil) -> [Action] {
        phase = .done
        var result = EnvironmentResult(
            environment: name, commit: brief.commit, apply: brief.environment.rules.apply)
        result.assessment = assessment
        result.planHash = assessment.map { brief.hash($0.plan.canonicalBytes) }
        result.refusals = refusals
        (result.results, result.tags) = (delivery.results, delivery.tags)
        result.tagErrors = delivery.tagErrors
        result.effects =
            delivery.results.isEmpty ? assessment?.plan.effects ?? [] : delivery.effects
        result.restored = restoring.done
        result.closed = closed.last
        if case .held(let holder, let until) = lock {
            (result.heldBy, result.heldUntil) = (holder, until)
            result.heldFor = Set(state.intent?.changes.map(\.container) ?? [])
        }
        (result.notRetried, result.recordedPauses) = (notRetried, recordedPauses)
        result.engine = engine
        result.findings =
            historyFindings + pauseFindings + extraFindings + (assessment?.notices ?? [])
        result.failure =
            failure ?? restoring.failure ?? restoring.stillDown ?? memoryFailure
            ?? state.newer.map { Failure(RunFailure.newerLedger($0)) }
        return [.finish(result)]
    }
}
