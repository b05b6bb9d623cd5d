import PinionSyntax

/// What one container is under one set of assumptions; nil if it does not exist.
struct EvaluatedContainer: Hashable {
    let name: String
    let image: TemplateImage
}

extension TemplateEvaluator {
    /// The container's name and image, if its conditions hold.
    mutating func evaluated(_ container: TemplateContainer) throws(Stop) -> EvaluatedContainer? {
        for condition in container.conditions where try isTrue(condition.name) != condition.isTrue {
            return nil
        }
        guard let name = container.name else { throw .unknown("it has no Name") }
        let text = try self.text(of: name)
        if let clause = text.doubt { throw .unknown(clause) }
        return EvaluatedContainer(name: text.description, image: try image(of: container))
    }

    mutating func image(of container: TemplateContainer) throws(Stop) -> TemplateImage {
        guard let image = container.image else { return .unknown("the container has no Image") }
        do throws(Stop) {
            return TemplateImage(
                try text(of: image), at: image.position, isText: evaluation.moment == .text)
        } catch {
            switch error {
            case .unknown(let clause): return .unknown(clause)
            case .nothing: return .unknown("AWS::NoValue removes its Image")
            case .undecided, .unpicked: throw error
            }
        }
    }
}

/// Evaluates with every outcome of unknown conditions, and every value of what has several.
struct TemplateAttempts {
    /// One evaluation with what was assumed for it.
    struct Attempt<Value> {
        let assumptions: [String: Bool]
        /// Why the assumptions had to be made, outermost first.
        let doubts: [String]
        let outcome: Result<Value, TemplateEvaluator.Stop>
    }

    /// What one evaluation takes for given.
    private struct Trial {
        var assumptions: [String: Bool] = [:]
        var doubts: [String] = []
        var picks: [String: TemplateEvaluator.Pick] = [:]
        /// How many values may still be tried.
        var room = TemplateLimits.picks
        /// Whether it stands for values that are not tried.
        var isUntried = false
    }

    let template: StackTemplate
    let evaluation: TemplateEvaluation

    func all<Value>(
        _ evaluate: (inout TemplateEvaluator) throws(TemplateEvaluator.Stop) -> Value
    ) -> [Attempt<Value>] {
        attempts(evaluate, Trial())
    }

    private func attempts<Value>(
        _ evaluate: (inout TemplateEvaluator) throws(TemplateEvaluator.Stop) -> Value,
        _ trial: Trial
    ) -> [Attempt<Value>] {
        if trial.isUntried {
            let clause = "it may have more than \(TemplateLimits.picks) values"
            return [attempt(trial, .failure(.unknown(clause)))]
        }
        var evaluator = TemplateEvaluator(
            template, evaluation, assuming: trial.assumptions, picking: trial.picks)
        do throws(TemplateEvaluator.Stop) {
            return [attempt(trial, .success(try evaluate(&evaluator)))]
        } catch {
            let next = following(trial, error)
            guard !next.isEmpty else { return [attempt(trial, .failure(error))] }
            return next.flatMap { attempts(evaluate, $0) }
        }
    }

    private func attempt<Value>(
        _ trial: Trial, _ outcome: Result<Value, TemplateEvaluator.Stop>
    ) -> Attempt<Value> {
        Attempt(assumptions: trial.assumptions, doubts: trial.doubts, outcome: outcome)
    }

    /// The evaluations that settle what stopped one; none if nothing does.
    private func following(_ trial: Trial, _ stop: TemplateEvaluator.Stop) -> [Trial] {
        switch stop {
        case .undecided(let condition, let clause)
        where trial.assumptions.count < TemplateLimits.unknownConditions:
            return [true, false].map { isTrue in
                var next = trial
                next.assumptions[condition] = isTrue
                next.doubts.append("the condition \(ShownText(condition)): \(clause)")
                return next
            }
        case .unpicked(let key, let picks, let worst, let isAll):
            let isTooMuch = picks.count > trial.room
            let all = isTooMuch ? worst.map { [picks[$0]] } ?? [] : picks
            var trials = all.map { pick in
                var next = trial
                next.picks[key] = pick
                next.room = max(1, trial.room / all.count)
                return next
            }
            if isTooMuch, !isAll || worst == nil {
                trials.append(trial)
                trials[trials.count - 1].isUntried = true
            }
            return trials
        case .undecided, .unknown, .nothing: return []
        }
    }
}

/// Gathers containers by name.
struct TemplateImageListing {
    private var names: [String] = []
    private var choices: [String: [TemplateContainerImage.Choice]] = [:]
    private var doubts: [String: [String]] = [:]
    private var gaps: [String]

    init(_ gaps: [String]) { self.gaps = gaps }

    var images: TemplateImages {
        TemplateImages(
            containers: names.map {
                TemplateContainerImage(
                    name: $0, choices: choices[$0] ?? [], doubts: doubts[$0] ?? [])
            },
            gaps: gaps)
    }

    mutating func add(
        _ attempt: TemplateAttempts.Attempt<EvaluatedContainer?>, of container: TemplateContainer,
        in template: StackTemplate
    ) {
        switch attempt.outcome {
        case .success(nil): return
        case .success(let container?): add(container, attempt)
        case .failure(let stop):
            addGap(
                "the container at \(template.place(container.position)) is not known: "
                    + stop.clause)
        }
    }

    private mutating func add(
        _ container: EvaluatedContainer, _ attempt: TemplateAttempts.Attempt<EvaluatedContainer?>
    ) {
        if !names.contains(container.name) { names.append(container.name) }
        let choice = TemplateContainerImage.Choice(
            image: container.image, assumptions: attempt.assumptions)
        if choices[container.name]?.contains(choice) != true {
            choices[container.name, default: []].append(choice)
        }
        for doubt in attempt.doubts where doubts[container.name]?.contains(doubt) != true {
            doubts[container.name, default: []].append(doubt)
        }
    }

    private mutating func addGap(_ clause: String) {
        if !gaps.contains(clause) { gaps.append(clause) }
    }
}

extension TemplateEvaluator.Stop {
    /// Why there is no value, for people.
    var clause: String {
        switch self {
        case .unknown(let clause): clause
        case .undecided:
            "it depends on more than \(TemplateLimits.unknownConditions) conditions that cannot be "
                + "evaluated"
        case .unpicked: "it has several values"
        case .nothing: "AWS::NoValue removes it"
        }
    }
}
