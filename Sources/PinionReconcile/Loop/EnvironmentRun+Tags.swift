import PinionDecisions
import PinionModel

extension EnvironmentRun {
    /// Puts the intent's tags on what is in step now; the outcome then says what became of them.
    ///
    /// The order is change, verify, tag, outcome under one intent: a run that is killed between two
    /// of them leaves its intent, and the next run closes it by what runs and where the tags are.
    mutating func putTags(_ work: Applying, _ assessment: Assessment) -> [Action] {
        let tags = work.intent.tags
        if let reason = work.withdrawn {
            delivery.tags = tags.map { TagResult($0, .notBegun(reason)) }
            return conclude(work)
        }
        // All pins that the tag represents were in step at the last look.
        let due = tags.filter { write in
            assessment.plan.tags.contains { $0.write == write && $0.cause == .inStep }
        }
        delivery.tags = tags.filter { !due.contains($0) }.map {
            TagResult($0, .notBegun("what it stands for is not in step"))
        }
        guard !due.isEmpty else { return conclude(work) }
        phase = .tagging(work)
        return [.tag(due, holding: work.holding, until: ownEnd(of: work.intent))]
    }

    mutating func takeTags(_ outcomes: [TagOutcome], _ work: Applying) -> [Action] {
        var work = work
        for outcome in outcomes {
            delivery.tags.append(TagResult(outcome.write, verdict(on: outcome)))
            switch outcome.failure {
            case nil:
                answers.merge(
                    RegistryAnswers([.resolve(outcome.write.tagged): .digest(outcome.write.after)]))
            case .registry(let error): delivery.tagErrors[outcome.write] = error
            case .withdrawn(let reason): work.withdrawn = reason
            case .moved: break
            }
        }
        return conclude(work)
    }

    private func verdict(on outcome: TagOutcome) -> TagResult.Verdict {
        switch outcome.failure {
        case nil: .put
        case .registry(let error):
            error.isTransient ? .unanswered(TagObstacle(error)) : .refused(TagObstacle(error))
        case .moved: .notBegun("somebody else moved the tag after the plan was made")
        case .withdrawn(let reason): .notBegun(reason)
        }
    }

    /// Returns the result of each tag of an intent, including those for which none was reported.
    func tagResults(of intent: Intent) -> [TagResult] {
        let told = Set(delivery.tags.map(\.write))
        return delivery.tags
            + intent.tags.filter { !told.contains($0) }.map {
                TagResult($0, .notBegun("it was not known whether what it stands for is in step"))
            }
    }

    /// Returns the questions that closing an ended run's intent needs: where its tags are now.
    func openTags(of intent: Intent) -> Set<RegistryQuestion> {
        Set(intent.tags.map { .resolve($0.tagged) }.filter { !answers.holds($0) })
    }

    /// Returns the results for the tags of an ended run's intent, by where the tags are now.
    func interruptedTags(of intent: Intent) -> [TagResult] {
        intent.tags.map { write in
            answers[.resolve(write.tagged)] == .digest(write.after)
                ? TagResult(write, .put)
                : TagResult(write, .notBegun("the run that was to put it was interrupted"))
        }
    }
}
