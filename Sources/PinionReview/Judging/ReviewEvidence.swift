package import PinionDecisions
package import PinionModel
package import PinionReconcile

/// What registries, ledgers and the runtime said of an environment that a change touches.
package struct ReviewEvidence: Sendable {
    /// Whether the base's windows and freeze let new pins through now.
    package var gate: PinGate = .open
    /// Whether each new image is there, by image without tag.
    package var images: [PinnedImage: ImageAnswer] = [:]
    /// The platforms of new and former images, by image without tag; unknown ones are missing.
    package var platforms: [PinnedImage: [Platform]] = [:]
    /// What new images are instead, where they are none that could run; by image without tag.
    package var others: [PinnedImage: String] = [:]
    /// What the tags of new images, and new tags, name now.
    package var tags: TagEvidence = TagEvidence()
    /// Which manifests new images and refused digests have; asked for where a hold refuses digests.
    package var members: RegistryAnswers = RegistryAnswers()
    /// The environment that pins come from, with what its ledger says; nil where no rule names one.
    package var promotion: PromotionEvidence?
    /// The pins whose new image this environment itself ran before, verified.
    package var ranBefore: Set<PinKey> = []
    /// What was pinned before for the objects of new pins that are no adoption, by pin.
    package var replaced: [PinKey: ReplacedPin] = [:]
    /// Why the environment's own ledger could not be read; nil where it was, or was not needed.
    package var blindness: Failure?
    /// What merging it would do to what runs now.
    package let plan: PlanPreview
    /// What is known of the ledger that a deleted environment leaves; nil where there is none.
    package var leftLedger: LeftLedger?

    package init(plan: PlanPreview) { self.plan = plan }
}

/// The ledger of an environment that a change deletes.
package enum LeftLedger: Hashable, Sendable {
    /// It ends there; the change retires the environment, or does not.
    case tip(CommitID, retired: Retirement?)
    /// It could not be read.
    case unknown(Failure)

    /// What happens after the merge, and what to do.
    func notes(of name: String) -> [String] {
        switch self {
        case .unknown(let reason):
            ["whether a ledger is left behind could not be learnt: \(reason)"]
        case .tip(let tip, let retired?) where retired.ledger == tip: []
        case .tip(let tip, let retired):
            [
                (retired.map {
                    "`retired` names the ledger's commit \($0.ledger.short), and it ends at "
                        + "\(tip.short): "
                } ?? "its ledger stays, so that every run reports it as gone until it is retired: ")
                    + "`retired: { \(name): { reason: \"…\", ledger: \(tip) } }` in pinion.yaml, "
                    + "or `pinion retire \(name) --reason TEXT` after the merge"
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
    /// The registry could not be asked.
    case unanswered(Failure)
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
    package let soak: LedgerSoaks?

    /// What stands in the way of an image that it pins; nil where it soaked.
    func blocker(of key: PinKey, _ image: PinnedImage, at now: Timestamp) -> PromotionBlocker? {
        guard let soak else { return .unknown(Failure(Complaint("it was not asked"))) }
        return soak.judgement(of: key, image.digest, needing: rule.soak, at: now).blocker
    }

    /// Whether it pins these bits under that key, at the base or at the head.
    package func pins(_ image: PinnedImage, as key: PinKey) -> Bool {
        [base[key], head[key]].contains { $0?.image.digest == image.digest }
    }
}

/// What merging would do to what runs now, as far as it was looked at.
package enum PlanPreview: Hashable, Sendable {
    /// It was not, or could not be.
    case skipped(Failure)
    /// It was.
    case seen(EnvironmentResult)
}

extension PlanPreview {
    /// What a run that only looked has found; one with a problem has seen nothing.
    package init(_ result: EnvironmentResult) {
        if let failure = result.failure {
            self = .skipped(failure)
        } else if result.assessment == nil {
            self = .skipped(Failure(Complaint("the runtime could not be looked at")))
        } else {
            self = .seen(result)
        }
    }

    /// Whether every instance of a pin's container already runs these bits, whatever is declared.
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
