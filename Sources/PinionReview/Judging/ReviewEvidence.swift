package import PinionDecisions
package import PinionModel
package import PinionReconcile

/// What registries, ledgers and the runtime said of an environment that a change touches.
package struct ReviewEvidence: Sendable {
    /// Whether the base's windows and freeze let new pins through now.
    package let gate: PinGate
    /// Whether each new image is there, by image without tag.
    package let images: [PinnedImage: ImageAnswer]
    /// The platforms of new and former images, by image without tag; what is missing could not be learnt.
    package let platforms: [PinnedImage: [Platform]]
    /// What new images are instead, where they are none that could run; by image without tag.
    package let others: [PinnedImage: String]
    /// What the tags of new images, and new tags, name now.
    package let tags: TagEvidence
    /// Which manifests new images and refused digests have; asked for where a hold refuses digests.
    package let kin: RegistryAnswers
    /// The environment that pins come from, with what its ledger says; nil where there is no such rule.
    package let promotion: PromotionEvidence?
    /// The pins whose new image this environment itself ran before, verified.
    package let ranBefore: Set<PinKey>
    /// What stood before for the objects of new pins that are no adoption, by pin.
    package let replaced: [PinKey: ReplacedPin]
    /// Why the environment's own ledger could not be read; nil where it could, or was not needed.
    package let blindness: String?
    /// What merging it would do to what runs now.
    package let plan: PlanGlance
    /// What is known of the ledger of an environment that is deleted; nil where there is none.
    package let leftLedger: LeftLedger?

    package init(
        gate: PinGate = .open, images: [PinnedImage: ImageAnswer] = [:],
        platforms: [PinnedImage: [Platform]] = [:], others: [PinnedImage: String] = [:],
        tags: TagEvidence = TagEvidence(), kin: RegistryAnswers = RegistryAnswers(),
        promotion: PromotionEvidence? = nil,
        ranBefore: Set<PinKey> = [], replaced: [PinKey: ReplacedPin] = [:],
        blindness: String? = nil, plan: PlanGlance, leftLedger: LeftLedger? = nil
    ) {
        (self.replaced, self.leftLedger, self.others) = (replaced, leftLedger, others)
        (self.tags, self.gate, self.images, self.platforms) = (tags, gate, images, platforms)
        (self.kin, self.promotion, self.ranBefore) = (kin, promotion, ranBefore)
        (self.blindness, self.plan) = (blindness, plan)
    }
}

/// The ledger of an environment that a change deletes.
package enum LeftLedger: Hashable, Sendable {
    /// It ends there; the change retires the environment, or does not.
    case tip(CommitID, retired: Retirement?)
    /// It could not be read; the clause says why.
    case unknown(String)

    /// What happens after the merge, and what to do.
    func notes(of name: String) -> [String] {
        switch self {
        case .unknown(let reason):
            ["whether a ledger is left behind could not be learnt: \(reason)"]
        case .tip(let tip, let retired?) where retired.ledger == tip: []
        case .tip(let tip, let retired):
            [
                (retired.map {
                    "`retired` names the ledger's commit \($0.ledger.short), and it ends at \(tip.short): "
                }
                    ?? "its ledger stays, so that every run reports it as gone until it is retired: ")
                    + "`retired: { \(name): { reason: \"…\", ledger: \(tip) } }` in pinion.yaml, or `pinion retire "
                    + "\(name) --reason TEXT` after the merge"
            ]
        }
    }
}

/// What is known of an image that the head pins newly.
package enum ImageAnswer: Hashable, Sendable {
    /// It is there.
    case present
    /// The registry says that it is not.
    case absent
    /// The registry could not be asked; the clause says why.
    case unanswered(String)
    /// The registry is not asked; the clause says why.
    case foreign(String)
}

/// The environment that pins must have run in first.
package struct PromotionEvidence: Sendable {
    /// The rule, from the base.
    package let rule: Promotion
    /// What the base pins there.
    package let base: [PinKey: Pin]
    /// What the head pins there.
    package let head: [PinKey: Pin]
    /// What its ledger tells; nil where it was not asked.
    package let soak: SoakBook?

    /// What stands in the way of an image that it pins; nil where it soaked.
    func blocker(of key: PinKey, _ image: PinnedImage, at now: Timestamp) -> PromotionBlocker? {
        guard let soak else { return .unknown("it was not asked") }
        return soak.judgement(of: key, image.digest, needing: rule.soak, at: now).blocker
    }

    /// Whether it pins these bits under that key, at the base or at the head.
    package func pins(_ image: PinnedImage, as key: PinKey) -> Bool {
        [base[key], head[key]].contains { $0?.image.digest == image.digest }
    }
}

/// What merging would do to what runs now, as far as it was looked at.
package enum PlanGlance: Hashable, Sendable {
    /// It was not; the clause says why.
    case skipped(String)
    /// It was.
    case seen(EnvironmentResult)
}

extension PlanGlance {
    /// What a run that only looked has found; one with a problem has seen nothing.
    package init(_ result: EnvironmentResult) {
        if let problem = result.problem {
            self = .skipped(problem)
        } else if result.assessment == nil {
            self = .skipped("the runtime could not be looked at")
        } else {
            self = .seen(result)
        }
    }

    /// Whether every instance of a pin's container runs these bits already, whatever is declared.
    package func runs(_ image: PinnedImage, as key: PinKey) -> Bool {
        guard case .seen(let result) = self, let assessment = result.assessment else {
            return false
        }
        let service = key.service.description
        let containers = assessment.services.filter { $0.name == service }.flatMap(\.containers)
            .filter { $0.pin == image && (key.container ?? $0.name) == $0.name }
        return !containers.isEmpty
            && containers.allSatisfy { container in
                let isInStep =
                    assessment.inStep[ContainerKey(service: service, container: container.name)]
                    != nil
                return isInStep || container.runs(image.digest)
            }
    }
}

extension ContainerAssessment {
    /// Whether it has instances, and all of them run a digest.
    fileprivate func runs(_ digest: Digest) -> Bool {
        !running.isEmpty && running.allSatisfy { $0.digest == digest }
    }
}
