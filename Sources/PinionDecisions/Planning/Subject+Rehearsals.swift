package import PinionModel

extension Subject {
    /// Why the runtime would refuse to change a container; nil where it would not or was not asked.
    package func rehearsedObstacle(to container: String, of service: ServiceObservation) -> String?
    {
        guard let rehearsal = rehearsals[service.name],
            rehearsal.concerns(container, of: service)
        else { return nil }
        return rehearsal.obstacle
    }

    /// What the changes of a plan do besides.
    func effects(of changes: [PlannedChange]) -> [PlannedEffect] {
        changes.flatMap { change -> [PlannedEffect] in
            guard change.obstacle == nil, let rehearsal = rehearsals[change.observed.name],
                rehearsal.concerns(change.key.container, of: change.observed)
            else { return [] }
            return rehearsal.effects.map {
                PlannedEffect(service: change.key.service, effect: $0)
            }
        }
    }
}
