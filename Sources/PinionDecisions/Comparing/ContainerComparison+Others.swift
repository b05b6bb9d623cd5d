import PinionModel

/// Further deployments of a service, beside the one that a change would replace.
extension ContainerComparison {
    /// Returns the findings of further declarations, one of each kind, and the worst declaration.
    ///
    /// A deployment that is being replaced is left to the rollout's findings if the ledger has it.
    func others(
        _ declared: Declared, _ registry: inout RegistryLookup
    ) -> (findings: [Finding], worst: OtherDeclaration?) {
        var findings: [Finding] = []
        var off: [OtherDeclaration] = []
        for other in seen.others {
            let stand = self.declared(other.image, &registry)
            guard stand != .onPin else { continue }
            off.append(other)
            guard !isLeaving(other, stand, declared) else { continue }
            findings.append(finding(other, stand, &registry))
        }
        findings.sort { ($0.severity, $0.message) < ($1.severity, $1.message) }
        var kinds: Set<Finding.Kind> = []
        let known = off.filter { $0.image.image != nil }
        let worst = known.min { $0.image.literal < $1.image.literal } ?? off.first
        return (findings.filter { kinds.insert($0.kind).inserted }, worst)
    }

    /// Returns the findings of replicas that do not run, but that their runtime will start.
    ///
    /// No change affects them, so that no change waits for them either.
    func dormantFindings(_ declared: Declared, _ registry: inout RegistryLookup) -> [Finding] {
        seen.dormantReplicas.compactMap { copy in
            let stand = self.declared(copy.declared, &registry)
            let other = OtherDeclaration(
                "the container \(copy.name), which \(copy.reasonStopped ?? "does not run"),",
                copy.declared)
            guard stand != .onPin, !isLeaving(other, stand, declared) else { return nil }
            let found = finding(
                other, stand,
                remedy: "; remove it, or start it, and the next reconcile re-creates it", &registry)
            return Finding(
                found.kind, severity: found.severity, container: found.container,
                message: found.text, wouldPull: found.wouldPull, changedBy: copy.changedBy)
        }
    }

    /// Whether Pinion's own change replaces it, or it was declared before a pending change.
    private func isLeaving(
        _ other: OtherDeclaration, _ stand: Declared, _ declared: Declared
    ) -> Bool {
        if case .onApplied = stand { return isProgressing || declared.isOnApplied }
        let literal = other.image.literal
        return isProgressing && !literal.isEmpty && literal == declaredBeforeSent
    }

    private func finding(
        _ other: OtherDeclaration, _ stand: Declared, remedy: String = "",
        _ registry: inout RegistryLookup
    ) -> Finding {
        switch stand {
        case .floating(let image): return floating(image, "\(other.origin) is ", &registry)
        case .unanswered(let obstacle):
            return finding(
                .unreachable, "whether \(other.origin) is on the pin is not known: \(obstacle)")
        case .unknown(let obstacle):
            return unverifiable(
                "what \(other.origin) declares cannot be seen: \(obstacle)", obstacle)
        case .onPin, .onApplied, .differs:
            let image: RichText = other.image.image?.shown ?? ""
            return finding(
                .declaredDiffers,
                "\(other.origin) is declared as \(image), the pin is \(pin)\(remedy)",
                isAttributed: true)
        }
    }
}
