package import PinionModel

/// The environment that pins are promoted from, as it is now.
package struct PromotionSource: Hashable, Sendable {
    /// The environment at the tip.
    package let environment: Environment
    /// The present assessment; `nil` if it could not be observed.
    package let assessment: Assessment?
    /// Why it could not be observed; `nil` if it could.
    package let failure: Failure?
    /// The soaks according to its ledger.
    package let soak: LedgerSoaks

    package init(
        environment: Environment, assessment: Assessment?, failure: Failure? = nil,
        soak: LedgerSoaks
    ) {
        (self.environment, self.assessment, self.failure) = (environment, assessment, failure)
        self.soak = soak
    }

    /// Returns the blockers of a pin's promotion, present findings first, and how long it soaked.
    package func judgement(
        of key: PinKey, _ image: PinnedImage, needing wanted: Duration, at now: Timestamp
    ) -> (blockers: [PromotionBlocker], length: Duration) {
        guard failure == nil, let assessment else {
            return ([.unknown(failure ?? Failure(Complaint("it could not be looked at")))], .zero)
        }
        let services = assessment.services.filter { $0.name == key.service.description }
            .map(\.withoutTemplates)
        let seen = services.flatMap(\.containers).first {
            $0.pin != nil && (key.container == nil || $0.name == key.container)
        }
        var blockers: [PromotionBlocker] = []
        let status = Status(worstOf: services.map(\.status))
        if status != .synced {
            let findings = services.flatMap(\.findings)
            let worst = findings.map(\.severity).min()
            let kinds = Set(findings.filter { $0.severity == worst }.map(\.kind))
            blockers.append(.notSynced(status, kinds: kinds.sorted { $0.rawValue < $1.rawValue }))
        }
        guard let seen else { return (blockers + [.neverVerified], .zero) }
        let container = PinKey(service: key.service, container: seen.name)
        let (blocker, length) = soak.judgement(
            of: container, image.digest, needing: wanted, at: now)
        return (blockers + (blocker.map { [$0] } ?? []), length)
    }
}

extension ServiceAssessment {
    /// The service without findings about re-creations.
    ///
    /// They do not concern the bits that run and soak; and each new pin leaves the former source of
    /// the service behind, such as the stack's label on a Swarm, until someone deploys that again.
    fileprivate var withoutTemplates: ServiceAssessment {
        ServiceAssessment(
            name: name, containers: containers,
            findings: findings.filter {
                ![.templateDiffers, .templateFloating].contains($0.kind)
            },
            isIdle: isIdle)
    }
}
