package import PinionDecisions
package import PinionModel
package import PinionReconcile

/// The answers of registries, ledgers and the runtime about an environment that a change touches.
package struct ReviewEvidence: Sendable {
    /// Whether the base's windows and freeze let new pins through now.
    package var gate: PinGate = .open
    /// Whether each new image is in its registry, by image without tag.
    package var images: [PinnedImage: ImageAnswer] = [:]
    /// The platforms of new and former images, by image without tag; unknown ones are missing.
    package var platforms: [PinnedImage: [Platform]] = [:]
    /// What new images are if they are no images that could run, by image without tag.
    package var nonImages: [PinnedImage: String] = [:]
    /// The answers about the tags of new images, and about new tags.
    package var tags: TagEvidence = TagEvidence()
    /// The manifests of new images and refused digests; asked for if a hold refuses digests.
    package var members: RegistryAnswers = RegistryAnswers()
    /// The environment that pins come from, and its ledger; `nil` if no rule names one.
    package var promotion: PromotionEvidence?
    /// The pins whose new image this environment itself ran before, verified.
    package var ranBefore: Set<PinKey> = []
    /// The earlier pins for the objects of new pins that are no adoption, by pin.
    package var replaced: [PinKey: ReplacedPin] = [:]
    /// Why the environment's own ledger could not be read; `nil` if it was, or was not needed.
    package var ledgerFailure: Failure?
    /// The effect of merging on what runs now.
    package let plan: PlanPreview
    /// The ledger that a deleted environment leaves; `nil` if there is none.
    package var remainingLedger: RemainingLedger?

    package init(plan: PlanPreview) { self.plan = plan }
}

/// The ledger of an environment that a change deletes.
package enum RemainingLedger: Hashable, Sendable {
    /// The ledger ends there; the change retires the environment, or does not.
    case tip(CommitID, retired: Retirement?)
    /// The ledger could not be read.
    case unknown(Failure)

    /// Returns notes on what happens after the merge, and what to do.
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

/// The answer about an image that the head newly pins.
package enum ImageAnswer: Hashable, Sendable {
    /// The image is there.
    case present
    /// The registry says that it is not there.
    case absent
    /// The registry could not be asked.
    case unanswered(Failure)
    /// The registry is not asked; the clause says why.
    case notAsked(String)
}

/// The environment that pins must have run in first.
package struct PromotionEvidence: Sendable {
    /// The rule, from the base.
    package let rule: Promotion
    /// The base's pins of that environment.
    package let base: [PinKey: Pin]
    /// The head's pins of that environment.
    package let head: [PinKey: Pin]
    /// The soaks in its ledger; `nil` if it was not read.
    package let soak: LedgerSoaks?

    /// Returns what bars an image that the environment pins; `nil` if it has soaked.
    func blocker(of key: PinKey, _ image: PinnedImage, at now: Timestamp) -> PromotionBlocker? {
        guard let soak else { return .unknown(Failure(Complaint("it was not asked"))) }
        return soak.judgement(of: key, image.digest, needing: rule.soak, at: now).blocker
    }

    /// Whether it pins this digest under that key, at the base or at the head.
    package func pins(_ image: PinnedImage, as key: PinKey) -> Bool {
        [base[key], head[key]].contains { $0?.image.digest == image.digest }
    }
}

/// The effect of merging on what runs now, if that was looked at.
package enum PlanPreview: Hashable, Sendable {
    /// It was not looked at, or could not be.
    case skipped(Failure)
    /// It was looked at.
    case seen(EnvironmentResult)
}

extension PlanPreview {
    /// Creates a preview from a run that only looked; a run with a problem has seen nothing.
    package init(_ result: EnvironmentResult) {
        if let failure = result.failure {
            self = .skipped(failure)
        } else if result.assessment == nil {
            self = .skipped(Failure(Complaint("the runtime could not be looked at")))
        } else {
            self = .seen(result)
        }
    }

    /// Whether every instance of a pin's container already runs this image, whatever is declared.
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
