import PinionDecisions
import PinionModel

extension EnvironmentRun {
    /// Asks, after the first look, what others hold, which must be known before comparing.
    mutating func survey() -> [Action] {
        claims.seen = inventory
        rounds = 0
        guard brief.environment.mayShareObjects else { return compare() }
        phase = .surveying
        return [.survey]
    }

    mutating func takeSurvey(_ survey: ClaimSurvey) -> [Action] {
        claims.survey = survey
        return judgeOwnership()
    }

    mutating func takeNewcomers(_ newcomers: NewcomerObservations) -> [Action] {
        claims.newcomers.merge(newcomers) { _, new in new }
        return judgeOwnership()
    }

    /// Decides whose each pinned object is, after a look at others' objects if that is needed.
    private mutating func judgeOwnership() -> [Action] {
        let found = claims.seen.distinct
        var open: Set<Environment.Name> = []
        claims.refused = [:]
        for service in brief.environment.services {
            // If several objects have one name, it is unclear which is meant: none is judged or
            // claimed.
            guard let seen = found[service.nameInRuntime] else { continue }
            let key = service.name.description
            let ownership = ObjectOwnership(
                of: seen, key: key, ledger: state, survey: claims.survey,
                newcomers: claims.newcomers)
            if case .open(let newcomers) = ownership { open.formUnion(newcomers) }
            if let reason = ownership.refusal {
                claims.refused[service.nameInRuntime] = ClaimState.Refused(
                    key: key, reason: reason, isHeld: ownership.isHeld)
            }
        }
        guard open.isEmpty else {
            phase = .surveying
            return [.look(at: open.sorted())]
        }
        for finding in claims.survey.doubts.map({ Finding(.unreachable, message: RichText($0)) })
        where !extraFindings.contains(finding) {
            extraFindings.append(finding)
        }
        inventory = admitted(claims.seen)
        return compare()
    }

    /// Returns the inventory without the objects of others, which are out of scope here.
    func admitted(_ seen: Inventory) -> Inventory {
        guard !claims.refused.isEmpty else { return seen }
        let refused = claims.refused.map { OutOfScope(name: $0.key, reason: $0.value.reason) }
        return Inventory(
            services: seen.services.filter { claims.refused[$0.name] == nil },
            outOfScope: seen.outOfScope.filter { claims.refused[$0.name] == nil } + refused,
            leftOut: seen.leftOut, ended: seen.ended)
    }

    /// The refusals for objects of others, limited to the services that the run is about.
    var claimRefusals: [Ruling.Refusal] {
        claims.refused.values.sorted { $0.key < $1.key }.filter { refused in
            let only = brief.options.only
            return only.isEmpty
                || only.contains { $0 == refused.key || $0.hasPrefix("\(refused.key)/") }
        }.map { .heldElsewhere(service: $0.key, reason: $0.reason) }
    }

    /// Records on this host what the environment holds; returns `nil` if that is recorded already.
    mutating func claim() -> [Action]? {
        guard brief.environment.mayShareObjects, !claims.isClaimed,
            let id = brief.environment.runtime.id
        else { return nil }
        let pinned = Dictionary(
            brief.environment.services.map { ($0.nameInRuntime, $0.name.description) },
            uniquingKeysWith: { one, _ in one })
        let held = claims.seen.distinct.values.filter { claims.refused[$0.name]?.isHeld ?? true }
            .compactMap { seen in pinned[seen.name].map { ($0, seen.handles) } }
        let claim = HostClaim(
            machine: "\(brief.environment.runtime.kind) \(id)",
            environment: name, commit: brief.commit, at: moment.wall,
            objects: Dictionary(held, uniquingKeysWith: { one, _ in one }))
        let isNews = claims.survey.own.map { !$0.covers(claim) } ?? !claim.objects.isEmpty
        guard isNews else { return nil }
        phase = .claiming
        return [.claim(claim)]
    }

    mutating func takeClaim(_ answer: ClaimAnswer) -> [Action] {
        claims.isClaimed = true
        switch answer {
        case .recorded: break
        case .taken(let survey):
            claims.isClaimed = false
            claims.attempts += 1
            return claims.attempts < 5 ? takeSurvey(survey) : fail(.contended)
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

/// The objects that others hold, as far as a run knows them.
struct ClaimState: Sendable {
    /// A pinned object that this environment must not change, with the reason.
    struct Refused: Hashable, Sendable {
        let key: String
        let reason: String
        /// Whether this environment's ledger holds the object, as another one's does: neither may
        /// forget it, or the other would take it.
        let isHeld: Bool
    }

    /// Everything that the first look showed.
    var seen = Inventory(services: [])
    var survey = ClaimSurvey()
    var newcomers: NewcomerObservations = [:]
    /// The refused objects, by their names in the runtime.
    var refused: [String: Refused] = [:]
    var isClaimed = false
    var attempts = 0

    /// The keys of the refused services that this environment's ledger does not hold.
    var foreignKeys: Set<String> { Set(refused.values.filter { !$0.isHeld }.map(\.key)) }
}
