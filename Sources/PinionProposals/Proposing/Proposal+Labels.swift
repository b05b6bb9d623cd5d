package import PinionModel

extension Proposal {
    /// The same proposal with what the moved images say of themselves; the intent stays the same.
    package func labelled(_ labels: [PinKey: ImageLabels]) -> Proposal {
        var origins = origins
        for (key, found) in labels {
            guard let origin = origins[key] else { continue }
            origins[key] = ChangeOrigin(clause: origin.clause, labels: found)
        }
        return Proposal(
            environment: environment, purpose: purpose, changes: changes, origins: origins,
            override: self.override)
    }
}
