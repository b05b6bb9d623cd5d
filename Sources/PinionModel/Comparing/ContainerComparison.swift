/// One pinned container against what the runtime says of it.
struct ContainerComparison {
    let name: String
    let pin: PinnedImage
    let seen: ContainerObservation
    let service: ServiceObservation
    /// What the ledger last verified here.
    let applied: AppliedImage?
    /// The digest whose apply failed here.
    let failed: Digest?
    let depth: Depth

    /// Where the declared surface stands against the pin.
    enum Declared: Hashable {
        case onPin
        case onApplied
        case floating(ImageReference)
        case differs(SeenImage)
        /// The runtime does not say.
        case unknown(Obstacle)
        /// A registry's answer is needed to compare, and missing.
        case unanswered(Obstacle)
    }

    /// What one instance runs.
    enum Running: Hashable {
        case onPin
        case onApplied
        case other(Digest)
        /// The runtime does not say.
        case unknown(Obstacle)
        /// A registry's answer is needed to compare, and missing.
        case unanswered(Digest, Obstacle)
    }

    /// The last applied image, where git is ahead of it.
    var outdated: AppliedImage? {
        guard let applied, applied.image.digest != pin.digest || applied.image.repository != pin.repository
        else { return nil }
        return applied
    }

    func declared(_ registry: inout Consultation) -> Declared {
        switch seen.declared {
        case .absent: return .unknown(Obstacle("the runtime names no image"))
        case .unknown(let obstacle): return .unknown(obstacle)
        case .image(let image) where image.digests.isEmpty: return .floating(image.reference)
        case .image(let image):
            return declared(image, &registry)
        }
    }

    private func declared(_ image: SeenImage, _ registry: inout Consultation) -> Declared {
        let repository = image.reference.repository
        if let outdated, outdated.image.repository == repository,
            image.digests.contains(outdated.image.digest),
            !(image.digests.contains(pin.digest) && repository == pin.repository)
        {
            return .onApplied
        }
        guard repository == pin.repository else { return .differs(image) }
        switch registry.match(image.digests, with: pin) {
        case .yes: return .onPin
        case .no: return .differs(image)
        case .unknown(let obstacle): return .unanswered(obstacle)
        }
    }

    func running(_ instance: Instance, _ registry: inout Consultation) -> Running {
        switch instance.bits {
        case .unknown(let obstacle): return .unknown(obstacle)
        case .known(let digests):
            guard let first = digests.first else {
                return .unknown(Obstacle("the runtime names no digest"))
            }
            if digests.contains(pin.digest) { return .onPin }
            if let outdated, digests.contains(outdated.image.digest) { return .onApplied }
            switch registry.match(digests, with: pin) {
            case .yes: return .onPin
            case .unknown(let obstacle): return .unanswered(first, obstacle)
            case .no:
                guard let outdated, registry.match(digests, with: outdated.image) == .yes else {
                    return .other(first)
                }
                return .onApplied
            }
        }
    }
}
