import PinionSyntax

/// The name and image of a container under one set of assumptions.
struct EvaluatedContainer: Hashable {
    let name: String
    let image: TemplateImage
}

extension TemplateEvaluator {
    /// Returns the container's name and image; `nil` if its conditions do not hold.
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
            case .undecided, .ambiguous: throw error
            }
        }
    }
}

/// Evaluates an expression with each outcome of unknown conditions and each of several values.
struct TemplateAttempts {
    /// One evaluation with the assumptions made for it.
    struct Attempt<Value> {
        let assumptions: [String: Bool]
        /// The reasons for the assumptions, outermost first.
        let doubts: [String]
        let outcome: Result<Value, TemplateEvaluator.Stop>
    }

    /// The assumptions and picks of one evaluation.
    private struct Trial {
        var assumptions: [String: Bool] = [:]
        var doubts: [String] = []
        var picks: [String: TemplateEvaluator.Pick] = [:]
        /// The number of values that may still be tried.
        var room = TemplateLimits.picks
        /// Whether it represents the values that are not tried.
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

    /// Returns the evaluations that continue a stopped one; empty if none can.
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
        case .ambiguous(let key, let picks, let worst, let suffices):
            let isTooMuch = picks.count > trial.room
            let all = isTooMuch ? worst.map { [picks[$0]] } ?? [] : picks
            var trials = all.map { pick in
                var next = trial
                next.picks[key] = pick
                next.room = max(1, trial.room / all.count)
                return next
            }
            if isTooMuch, !suffices || worst == nil {
                trials.append(trial)
                trials[trials.count - 1].isUntried = true
            }
            return trials
        case .undecided, .unknown, .nothing: return []
        }
    }
}

/// Collects the evaluated images of containers by name.
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
    /// The clause that explains to a reader why there is no value.
    var clause: String {
        switch self {
        case .unknown(let clause): clause
        case .undecided:
            "it depends on more than \(TemplateLimits.unknownConditions) conditions that cannot be "
                + "evaluated"
        case .ambiguous: "it has several values"
        case .nothing: "AWS::NoValue removes it"
        }
    }
}
