package import PinionModel

/// All inputs of an assessment.
package struct ComparisonInput: Sendable {
    /// The environment at a commit.
    package let environment: Environment
    /// The runtime's services as they were observed.
    package let inventory: Inventory
    /// The ledger's newest state.
    package let ledger: LedgerState
    /// How much to ask the registries.
    package let depth: Depth
    /// Whether new pins may be applied; if not, a pin ahead yields to the last applied image.
    package let gate: PinGate
    /// The services or `SERVICE/CONTAINER` with an override; empty means all, `nil` none.
    package let overridden: Set<String>?
    /// The services or `SERVICE/CONTAINER` that may be tried again after a failure.
    package let retry: Set<String>
    /// When pins got their holds, if git was asked.
    package let heldSince: [PinKey: HeldSince]
    /// The former pins, to which a rollback would return; empty if git was not asked.
    package let formerImages: [PinKey: PinnedImage]
    /// Whether the registry is asked for the environment's tag.
    package let checksEnvironmentTag: Bool
    /// The time of the comparison; `nil` if no rule depends on it.
    package let now: Timestamp?
    /// The rehearsed changes, by the runtime's name of the service.
    package let rehearsals: [String: Rehearsal]
    /// The pauses in force.
    package let pauses: [Pause]
    /// The number of changes, if it is more than one run may make.
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

/// Whether windows and freezes allow new pins.
package enum PinGate: Hashable, Sendable {
    /// New pins are allowed.
    case open
    /// New pins wait for what `reason` names, with the end; repair is allowed unless barred.
    case closed(reason: String, barsRepair: Bool)
}

extension ComparisonInput {
    /// Returns why the runtime would refuse to change a container, if it was asked; else `nil`.
    package func rehearsedObstacle(to container: String, of service: ServiceObservation) -> String?
    {
        guard let rehearsal = rehearsals[service.name], rehearsal.concerns(container, of: service)
        else { return nil }
        return rehearsal.obstacle
    }

    /// Returns the side effects of a plan's changes.
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
