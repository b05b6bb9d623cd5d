package import PinionModel

/// All that an assessment rests on; pure input.
package struct ComparisonInput: Sendable {
    /// The environment at a commit.
    package let environment: Environment
    /// What the runtime says.
    package let inventory: Inventory
    /// What the ledger knows.
    package let ledger: LedgerState
    /// How much to ask the registries.
    package let depth: Depth
    /// Whether new pins may be applied; where not, a pin ahead aims at what was applied last.
    package let gate: PinGate
    /// What a closed gate is lifted for: services or `SERVICE/CONTAINER`; empty is all, nil none.
    package let overridden: Set<String>?
    /// What may be tried again though it failed: services, or `SERVICE/CONTAINER`.
    package let retry: Set<String>
    /// Since when pins have their holds, as far as git was asked.
    package let heldSince: [PinKey: HeldSince]
    /// What git pinned before, to which a rollback would return; empty where git was not asked.
    package let formerImages: [PinKey: PinnedImage]
    /// Whether the registry is asked where the environment's tag is.
    package let checksEnvironmentTag: Bool
    /// The moment of the comparison; nil where no rule of time is asked.
    package let now: Timestamp?
    /// What the runtime says would come of changes, by its name of the service.
    package let rehearsals: [String: Rehearsal]
    /// The pauses in force.
    package let pauses: [Pause]
    /// How many changes there are, where that is more than one run may make.
    var excess: Int?

    package init(
        environment: Environment, inventory: Inventory, ledger: LedgerState, depth: Depth,
        gate: PinGate = .open, overridden: Set<String>? = nil, retry: Set<String> = [],
        heldSince: [PinKey: HeldSince] = [:], formerImages: [PinKey: PinnedImage] = [:],
        checksEnvironmentTag: Bool = false, now: Timestamp? = nil,
        rehearsals: [String: Rehearsal] = [:], pauses: [Pause] = []
    ) {
        (self.pauses, self.now, self.rehearsals) = (pauses, now, rehearsals)
        (self.checksEnvironmentTag, self.heldSince) = (checksEnvironmentTag, heldSince)
        (self.formerImages, self.environment) = (formerImages, environment)
        (self.inventory, self.ledger, self.depth, self.gate) = (inventory, ledger, depth, gate)
        (self.overridden, self.retry) = (overridden, retry)
    }

    /// Whether a container's new pin may be applied now.
    package func gate(of key: ContainerKey) -> PinGate {
        guard let overridden else { return gate }
        return overridden.isEmpty || key.isNamed(in: overridden) ? .open : gate
    }
}

/// Whether windows and freezes let new pins through.
package enum PinGate: Hashable, Sendable {
    /// They do.
    case open
    /// They do not; the clause says what closes it and until when. Repair is allowed unless barred.
    case closed(reason: String, barsRepair: Bool)
}

extension ComparisonInput {
    /// Why the runtime would refuse to change a container; nil where it would not or was not asked.
    package func rehearsedObstacle(to container: String, of service: ServiceObservation) -> String?
    {
        guard let rehearsal = rehearsals[service.name], rehearsal.concerns(container, of: service)
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
