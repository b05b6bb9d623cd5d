import PinionDecisions
import PinionModel

/// What a runtime said would come of changes.
struct Rehearsals: Sendable {
    /// How often it is asked at most: each time fewer changes can be made than before.
    static let most = 4

    /// The changes that it was asked about last.
    var asked: [ImageChange] = []
    /// What it said, by its name of the service.
    var told: [String: Rehearsal] = [:]
    var rounds = 0
}

extension EnvironmentRun {
    /// Asks the runtime what would come of the changes that may be made; nil where it cannot tell,
    /// was asked already, there are none, or nothing is ever applied.
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
        for error in told.compactMap(\.blindness)
        where !extraFindings.contains(where: { $0.cause == Failure(error) }) {
            addUnreachable(error)
        }
        rounds = 0
        return compare(after: work)
    }

    /// The changes that neither the options nor a window nor anything but the runtime keeps from
    /// being made, as they would be sent.
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

    /// Whether nothing but a rehearsal keeps it from being made.
    private func isFree(_ change: PlannedChange) -> Bool {
        guard let obstacle = change.obstacle else { return true }
        let rehearsed = input.rehearsedObstacle(to: change.key.container, of: change.observed)
        return rehearsed.map { obstacle == .unchangeable($0) } ?? false
    }
}
