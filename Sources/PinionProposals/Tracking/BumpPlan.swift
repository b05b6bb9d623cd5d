package import PinionDecisions
package import PinionModel

/// The plan of one environment's bump: it asks, takes answers, and ends with verdicts on pins.
///
/// Each repository is listed and each tag resolved at most once, however many pins share them. A
/// question without an answer affects only the pins that need it.
package struct BumpPlan: Sendable {
    /// The environment's name.
    package let environment: Environment.Name
    /// The repositories whose tags it needs next.
    package private(set) var repositories: Set<ImageReference.Repository> = []
    /// The questions that it needs answered next.
    package private(set) var questions: Set<RegistryQuestion> = []
    /// The verdicts so far, ordered by pin.
    package var verdicts: [BumpVerdict] { decided.values.sorted { $0.key < $1.key } }

    private let images: [PinKey: PinnedImage]
    private var tracked: [PinKey: TrackedPin] = [:]
    private var waiting: [TrackedPin] = []
    private var decided: [PinKey: BumpVerdict] = [:]
    private var obstacles: [ImageReference.Repository: Obstacle] = [:]
    private var rankings: [RankingKey: TagRanking] = [:]
    private var answers = RegistryAnswers()

    /// One rule on one repository at one tag; pins that share these share the ranking.
    private struct RankingKey: Hashable, Sendable {
        let repository: ImageReference.Repository
        let rule: TagRule
    }

    /// Begins a plan.
    ///
    /// - Parameters:
    ///   - environment: The environment, as the tip has it.
    ///   - only: `SERVICE` or `SERVICE/CONTAINER`, whose pins alone are looked at; empty for all.
    ///   - moment: The run's start, which decides whether holds are in force.
    package init(of environment: Environment, only: Set<String> = [], at moment: Timestamp) {
        self.environment = environment.name
        let pins = environment.pins.filter { only.isEmpty || $0.key.isNamed(in: only) }
        images = pins.mapValues(\.image)
        for (key, pin) in pins {
            if let tracked = TrackedPin(pin, under: key, at: moment) {
                self.tracked[key] = tracked
                waiting.append(tracked)
            } else if !only.isEmpty {
                decided[key] = BumpVerdict(key, .undecidable("it has no `track`"))
            }
        }
        advance()
    }

    /// Whether every pin has its verdict.
    package var isDecided: Bool { waiting.isEmpty }

    /// Takes the answers to all that it needs next; a missing one counts as not answered.
    package mutating func take(
        _ listings: [ImageReference.Repository: TagListing], _ given: RegistryAnswers
    ) {
        for pin in waiting where repositories.contains(pin.image.repository) && pin.needsListing {
            let repository = pin.image.repository
            switch listings[repository] {
            case .listed(let tags)?:
                let key = RankingKey(repository: repository, rule: pin.rule)
                guard rankings[key] == nil else { continue }
                rankings[key] = TagRanking(tags, by: pin.rule)
            case .unlisted(let obstacle)?: obstacles[repository] = obstacle
            case nil: obstacles[repository] = Obstacle("the registry was not asked")
            }
        }
        let new = questions.map { ($0, given[$0]) }
        answers.merge(RegistryAnswers(Dictionary(new) { one, _ in one }))
        advance()
    }

    /// Decides what can be decided, and collects the questions for the rest.
    private mutating func advance() {
        repositories = []
        questions = []
        var undecided: [TrackedPin] = []
        for pin in waiting {
            switch step(pin) {
            case .decided(let verdict): decided[pin.key] = verdict
            case .list(let repository):
                repositories.insert(repository)
                undecided.append(pin)
            case .resolve(let reference):
                questions.insert(.resolve(reference))
                undecided.append(pin)
            case .ask(let wanted):
                questions.formUnion(wanted)
                undecided.append(pin)
            }
        }
        waiting = undecided
    }

    private func step(_ pin: TrackedPin) -> BumpStep {
        if pin.needsListing, let obstacle = obstacles[pin.image.repository] {
            return .decided(pin.verdict(on: obstacle))
        }
        let key = RankingKey(repository: pin.image.repository, rule: pin.rule)
        return pin.step(ranking: rankings[key], answers)
    }

    /// Leaves pins whose new image is no image that could run; the clauses say what it is.
    package mutating func leave(_ others: [PinKey: String]) {
        for (key, other) in others {
            guard case .move(let image, _)? = decided[key]?.outcome else { continue }
            decided[key] = BumpVerdict(
                key,
                .undecidable(
                    "\(image.shortName) is newer, and is no image that could run: it is \(other)"))
        }
    }

    // MARK: What comes of it

    /// Returns the moves as one proposal; the labels of the new images are still to be filled in.
    ///
    /// - Parameter override: Why a window or freeze was overridden; `nil` if none was.
    /// - Returns: The proposal, which is empty if no pin moves.
    package func proposal(override: OverrideReason? = nil) -> Proposal {
        var changes: [PinChange] = []
        var origins: [PinKey: ChangeOrigin] = [:]
        for verdict in verdicts {
            guard case .move(let image, let clause) = verdict.outcome,
                let former = images[verdict.key]
            else { continue }
            changes.append(.move(verdict.key, from: former, to: image))
            origins[verdict.key] = ChangeOrigin(clause: clause)
        }
        return Proposal(
            environment: environment, purpose: .bump, changes: changes, origins: origins,
            override: override)
    }

    /// The notes on pins beside the moves, ordered by pin.
    package var leftOut: [LeftOut] { verdicts.flatMap { $0.leftOut(in: environment) } }

    /// How many tags the rules of pins that stay cannot read, for ten repositories and rules at most.
    ///
    /// The clauses of moves say it for the others.
    package var notes: [String] {
        var lines: Set<String> = []
        for verdict in verdicts {
            guard case .unchanged = verdict.outcome, let count = verdict.count,
                count.read < count.all,
                let pin = tracked[verdict.key]
            else { continue }
            lines.insert(
                "\(pin.image.repository.familiar): \(pin.rule.track.words) finds nothing newer in "
                    + count.clause)
        }
        let most = 10
        let more = lines.count > most ? ["and the same of \(lines.count - most) more"] : []
        return lines.sorted().prefix(most) + more
    }
}
