import PinionDecisions
import PinionModel

extension EnvironmentRun {
    /// After the first look: what others hold must be known before anything is compared.
    mutating func survey() -> [Action] {
        contest.seen = inventory
        rounds = 0
        guard brief.environment.contends else { return compare() }
        phase = .surveying
        return [.survey]
    }

    mutating func takeSurvey(_ survey: ClaimSurvey) -> [Action] {
        contest.survey = survey
        return judgeOwnership()
    }

    mutating func takeNewcomers(_ newcomers: NewcomerObservations) -> [Action] {
        contest.newcomers.merge(newcomers) { _, new in new }
        return judgeOwnership()
    }

    /// Decides whose each pinned object is; looks at others first where only that can tell.
    private mutating func judgeOwnership() -> [Action] {
        let found = contest.seen.distinct
        var open: Set<Environment.Name> = []
        contest.refused = [:]
        for service in brief.environment.services {
            // Of several under one name none is told to be the one: it is neither judged nor
            // claimed.
            guard let seen = found[service.nameInRuntime] else { continue }
            let key = service.name.description
            let ownership = ObjectOwnership(
                of: seen, key: key, ledger: state, survey: contest.survey,
                newcomers: contest.newcomers)
            if case .open(let newcomers) = ownership { open.formUnion(newcomers) }
            if let reason = ownership.refusal {
                contest.refused[service.nameInRuntime] = Contest.Refused(
                    key: key, reason: reason, isHeld: ownership.isHeld)
            }
        }
        guard open.isEmpty else {
            phase = .surveying
            return [.look(at: open.sorted())]
        }
        for finding in contest.survey.doubts.map({ Finding(.unreachable, message: RichText($0)) })
        where !extraFindings.contains(finding) {
            extraFindings.append(finding)
        }
        inventory = admitted(contest.seen)
        return compare()
    }

    /// What was seen without what is somebody else's: for this environment that is outside its
    /// scope.
    func admitted(_ seen: Inventory) -> Inventory {
        guard !contest.refused.isEmpty else { return seen }
        let refused = contest.refused.map { OutOfScope(name: $0.key, reason: $0.value.reason) }
        return Inventory(
            services: seen.services.filter { contest.refused[$0.name] == nil },
            outOfScope: seen.outOfScope.filter { contest.refused[$0.name] == nil } + refused,
            leftOut: seen.leftOut, ended: seen.ended)
    }

    /// The refusals of objects that are somebody else's, of the services that the run is about.
    var contestRefusals: [Ruling.Refusal] {
        contest.refused.values.sorted { $0.key < $1.key }.filter { refused in
            let only = brief.options.only
            return only.isEmpty
                || only.contains { $0 == refused.key || $0.hasPrefix("\(refused.key)/") }
        }.map { .heldElsewhere(service: $0.key, reason: $0.reason) }
    }

    /// Records on this host what the environment holds, where that is news; nil where it is not.
    mutating func claim() -> [Action]? {
        guard brief.environment.contends, !contest.isClaimed, let id = brief.environment.runtime.id
        else { return nil }
        let pinned = Dictionary(
            brief.environment.services.map { ($0.nameInRuntime, $0.name.description) },
            uniquingKeysWith: { one, _ in one })
        let held = contest.seen.distinct.values.filter { contest.refused[$0.name]?.isHeld ?? true }
            .compactMap { seen in pinned[seen.name].map { ($0, seen.handles) } }
        let claim = HostClaim(
            machine: "\(brief.environment.runtime.kind) \(id)",
            environment: name, commit: brief.commit, at: moment.wall,
            objects: Dictionary(held, uniquingKeysWith: { one, _ in one }))
        let isNews = contest.survey.own.map { !$0.says(what: claim) } ?? !claim.objects.isEmpty
        guard isNews else { return nil }
        phase = .claiming
        return [.claim(claim)]
    }

    mutating func takeClaim(_ answer: ClaimAnswer) -> [Action] {
        contest.isClaimed = true
        switch answer {
        case .recorded: break
        case .taken(let survey):
            contest.isClaimed = false
            contest.attempts += 1
            return contest.attempts < 5 ? takeSurvey(survey) : fail(.contended)
        case .blocked(let failure): return finish(failure)
        case .failed(let failure):
            extraFindings.append(
                Finding(
                    .unreachable, severity: .notice,
                    message: "other repositories on this host cannot learn what this environment "
                        + "holds: \(failure)"))
        }
        return compare()
    }
}

/// What a run knows of the objects that others hold.
struct Contest: Sendable {
    /// Why a pinned object is not this environment's to change.
    struct Refused: Hashable, Sendable {
        let key: String
        let reason: String
        /// Whether this environment's ledger holds it, as another one's does: neither may forget
        /// it, or the other would take it.
        let isHeld: Bool
    }

    /// All that the first look saw.
    var seen = Inventory(services: [])
    var survey = ClaimSurvey()
    var newcomers: NewcomerObservations = [:]
    /// By the name in the runtime.
    var refused: [String: Refused] = [:]
    var isClaimed = false
    var attempts = 0

    /// The keys of what is refused, and not held.
    var foreignKeys: Set<String> { Set(refused.values.filter { !$0.isHeld }.map(\.key)) }
}
