import PinionDecisions
import PinionModel

extension EnvironmentRun {
    // MARK: What this host saw

    /// Asks what this host saw of the branch and of the ledger before.
    mutating func recall() -> [Action] {
        phase = .recalling
        let rules = brief.environment.rules
        let ledgerTip = tip.map { SeenTip(id: $0, at: newest?.at) }
        let now = PresentTips(
            branch: brief.tip, ledger: ledgerTip, seeksTraces: rules.apply != .never,
            intentMet: state.intent == nil ? nil : moment.wall, isLook: brief.restorer == nil)
        return [.recall(now, accepting: acceptance)]
    }

    private var acceptance: Acceptance {
        guard isAccepted else { return .none }
        return writer == nil ? .atOnce : .whenRecorded
    }

    /// Whether an operator accepted the branch's tip as it is.
    private var isAccepted: Bool { brief.options.acceptedRewrite == brief.tip }

    mutating func takeRecollection(_ result: Result<Recollection, MemoryError>) -> [Action] {
        switch result {
        case .failure(let error):
            guard writer == nil else { return end(Failure(error)) }
            memoryFailure = Failure(error)
        case .success(let found):
            recollection = found
            if let again = askAgain(found) { return again }
            if let obstacle = found.obstacle, writer != nil {
                guard case .unwritable(_, _, isNew: true) = obstacle else {
                    return end(Failure(obstacle))
                }
            }
            doubts = found.doubts
            if tip == nil, !found.traces.isEmpty, !found.isOfCache {
                doubts.append(.lost(found.traces))
            }
        }
        return afterLedger()
    }

    /// Reads the ledger or the branch once more if it seems to have gone back: it may have been
    /// read before another run moved it on.
    private mutating func askAgain(_ found: Recollection) -> [Action]? {
        guard !isAccepted else { return nil }
        if !hasRereadLedger, found.setbacks.contains(where: { $0.chain == .ledger }) {
            hasRereadLedger = true
            return begin()
        }
        guard !hasRereadTip, found.setbacks.contains(where: { $0.chain != .ledger }) else {
            return nil
        }
        hasRereadTip = true
        phase = .readingSeenTip(found)
        return [.readTip]
    }

    mutating func takeSeenTip(
        _ result: Result<CommitID, SourceError>, _ seen: Recollection
    ) -> [Action] {
        switch result {
        case .failure(let error): end(Failure(error))
        case .success(brief.tip): takeRecollection(.success(seen))
        case .success(let tip): fail(.branchMoved(name, to: tip))
        }
    }

    // MARK: What is left of a ledger

    /// Looks for the environment's tag on its images if there is no ledger, since a tag shows that
    /// there was one; returns `nil` if this is settled.
    mutating func seekTags() -> [Action]? {
        let rules = brief.environment.rules
        guard tip == nil, doubts.isEmpty, rules.apply != .never, let tag = rules.environmentTag,
            recollection?.knowsLedger == false
        else { return nil }
        let repositories = Set(brief.environment.services.flatMap(\.pins).map(\.image.repository))
        let questions = repositories.map {
            RegistryQuestion.resolve(ImageReference(repository: $0, tag: tag))
        }
        let open = questions.filter { !answers.holds($0) }
        guard open.isEmpty else { return [.ask(Set(open))] }
        let traces = repositories.sorted().compactMap { repository -> LedgerTrace? in
            let reference = ImageReference(repository: repository, tag: tag)
            guard case .digest = answers[.resolve(reference)] else { return nil }
            return .tag(reference)
        }
        if !traces.isEmpty {
            doubts = [.lost(traces)]
            return nil
        }
        guard writer != nil, let silent = silence(of: questions) else { return nil }
        return fail(.ledgerUntold(name, tag: tag, silent))
    }

    private func silence(of questions: [RegistryQuestion]) -> Obstacle? {
        for question in questions {
            if case .unanswered(let obstacle) = answers[question] { return obstacle }
        }
        return nil
    }

    // MARK: What is said of it

    /// The doubts about the history.
    ///
    /// A rewritten branch is among them unless this host's memory shows it already, and better.
    var history: HistoryQuestions {
        let knowsBranch = doubts.contains { doubt in
            switch doubt {
            case .setBack(let setback), .outdated(let setback): return setback.chain != .ledger
            case .rewritten, .lost: return false
            }
        }
        let all = (knowsBranch ? nil : rewrite).map { [HistoryDoubt.rewritten($0)] } ?? []
        return HistoryQuestions(of: name, at: brief.tip, all + doubts)
    }

    /// The findings about a history that no one accepted, and about a host that cannot remember.
    var historyFindings: [Finding] {
        var findings: [Finding] = []
        if !isAccepted {
            findings = history.clauses.map { Finding(.historyUnverified, message: RichText($0)) }
        }
        if let obstacle = recollection?.obstacle, writer != nil {
            findings.append(
                Finding(.historyUnverified, severity: .notice, because: Failure(obstacle)))
        }
        return findings
    }
}
