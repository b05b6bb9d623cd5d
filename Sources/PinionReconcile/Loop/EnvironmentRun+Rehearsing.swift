import PinionDecisions
import PinionModel

/// The changes that a runtime rehearsed, and its answers.
struct Rehearsals: Sendable {
    /// How often the runtime is asked at most; after each answer fewer changes can be made.
    static let most = 4

    /// The changes that the runtime was asked about last.
    var asked: [ImageChange] = []
    /// The answers, by the service's name in the runtime.
    var told: [String: Rehearsal] = [:]
    var rounds = 0
}

extension EnvironmentRun {
    /// Asks the runtime what the possible changes would do; returns `nil` if it cannot tell, was
    /// asked before, there are no changes, or nothing is ever applied.
    mutating func rehearse(_ assessment: Assessment) -> Action? {
        guard rehearses, heldBy == nil, brief.environment.rules.apply != .never,
            rehearsing.rounds < Rehearsals.most
        else { return nil }
        let changes = chosen(of: assessment.plan)
        guard !changes.isEmpty, changes != rehearsing.asked else { return nil }
        rehearsing.asked = changes
        rehearsing.rounds += 1
        return .rehearse(changes)
    }

    mutating func takeRehearsals(_ told: [Rehearsal], after work: Applying? = nil) -> [Action] {
        rehearsing.told = Dictionary(
            told.map { ($0.change.observed.name, $0) }, uniquingKeysWith: { $1 })
        for error in told.compactMap(\.unknownBecause)
        where !extraFindings.contains(where: { $0.cause == Failure(error) }) {
            addUnreachable(error)
        }
        rounds = 0
        return compare(after: work)
    }

    /// Returns the changes that only the runtime may still prevent, as they would be sent.
    private func chosen(of plan: Plan) -> [ImageChange] {
        let services = Dictionary(grouping: plan.changes.filter(isChosen), by: \.observed.name)
        return services.sorted { $0.key < $1.key }.compactMap { _, changes in
            changes.first.map { first in
                ImageChange(
                    observed: first.observed,
                    images: changes.map {
                        ContainerImage(container: $0.key.container, image: $0.image)
                    },
                    timeout: brief.environment.rules.limits.timeout)
            }
        }
    }

    private func isChosen(_ change: PlannedChange) -> Bool {
        guard brief.options.concern(change.key), isFree(change) else { return false }
        switch input.gate(of: change.key) {
        case .open: return true
        case .closed(_, let barsRepair): return !barsRepair && change.cause != .newPin
        }
    }

    /// Whether no obstacle, or only one found by a rehearsal, prevents the change.
    private func isFree(_ change: PlannedChange) -> Bool {
        guard let obstacle = change.obstacle else { return true }
        let rehearsed = input.rehearsedObstacle(to: change.key.container, of: change.observed)
        return rehearsed.map { obstacle == .unchangeable($0) } ?? false
    }
}
