package import PinionModel

/// The environment that pins are promoted from, as it is at this moment.
package struct PromotionSource: Hashable, Sendable {
    /// The environment at the tip.
    package let environment: Environment
    /// What was seen there now; nil where it could not be looked at.
    package let assessment: Assessment?
    /// Why it could not be looked at; nil where it could.
    package let failure: Failure?
    /// What its ledger tells.
    package let soak: LedgerSoaks

    package init(
        environment: Environment, assessment: Assessment?, failure: Failure? = nil,
        soak: LedgerSoaks
    ) {
        (self.environment, self.assessment, self.failure) = (environment, assessment, failure)
        self.soak = soak
    }

    /// What keeps a pin from leaving the environment, worst first, and for how long it has run.
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
    /// It without what a re-creation would use.
    ///
    /// That says nothing of the bits that run and soak; and each new pin leaves behind what once
    /// made the service, such as the stack's label on a Swarm, until somebody deploys that again.
    fileprivate var withoutTemplates: ServiceAssessment {
        ServiceAssessment(
            name: name, containers: containers,
            findings: findings.filter {
                ![.templateDiffers, .templateFloating].contains($0.kind)
            },
            isIdle: isIdle)
    }
}
