import PinionModel

/// A pinned container and the observations and records that its pin is compared with.
struct ContainerComparison {
    let name: String
    let pin: PinnedImage
    /// The container as it was observed.
    let seen: ContainerObservation
    let service: ServiceObservation
    /// The image that the ledger last verified here.
    let applied: AppliedImage?
    /// The image sent after `applied`, accepted by the runtime and not verified.
    let sent: AppliedImage?
    /// The declared image before `sent`, if the ledger had not applied it.
    let declaredBeforeSent: String?
    /// The digest whose apply failed here.
    let failed: Digest?
    /// The change that a run is making here, or was making when it was killed.
    var underWay: LedgerState.UnderWay?
    /// The former pin, if git was asked.
    let former: PinnedImage?
    let depth: Depth
    /// The replica whose declared surface represents the container; `nil` if there is only one.
    var worstDeclared: Replica?
    /// The replica whose template represents the container.
    var worstTemplate: Replica?

    /// The other replicas whose declared image is unknown, each with the reason.
    var unseen: [(copy: Replica, obstacle: Obstacle)] = []

    /// The image that a restart would use; of several replicas, the worst one's.
    var declaredSurface: Surface { worstDeclared?.declared ?? seen.declared }
    /// The image that a re-creation would use; of several replicas, the worst one's.
    var templateSurface: Surface { worstTemplate?.template ?? seen.template }

    /// The state of the declared surface relative to the pin.
    enum Declared: Hashable {
        case onPin
        /// It is on an image that Pinion applied before the pin.
        case onApplied(AppliedImage)
        /// It has no digest of its own.
        ///
        /// Digests that are valid until the next deployment, if known, are those of the pin or of
        /// an image that Pinion applied before it; other digests are `differs`.
        case floating(SeenImage)
        case differs(SeenImage)
        /// The runtime does not report it.
        case unknown(Obstacle)
        /// The comparison needs a registry's answer that is missing.
        case unanswered(Obstacle)
    }

    /// The state of one instance relative to the pin.
    enum Running: Hashable {
        case onPin
        /// It is on an image that Pinion applied before the pin.
        case onApplied(Digest)
        case other(Digest)
        /// The runtime does not report its bits.
        case unknown(Obstacle)
        /// The comparison needs a registry's answer that is missing.
        case unanswered(Digest, Obstacle)
    }

    /// The images that Pinion applied and git is ahead of: the one being applied, the last one
    /// sent, then the last one verified.
    var outdated: [AppliedImage] {
        [underWay?.image, sent, applied].compactMap(\.self).filter {
            !pin.isSameImage(as: $0.image.reference)
        }
    }

    /// Returns the digest that must not be tried again: its apply failed, or the runtime accepted
    /// it and then returned to the former image, whether or not the ledger had applied that.
    func barredDigest(_ declared: Declared) -> Digest? {
        guard let sent, sent.image.digest == pin.digest, failed != pin.digest, declared != .onPin
        else { return failed }
        let isBack =
            service.rollout.failure != nil || declared == applied.map { .onApplied($0) }
            || (declaredBeforeSent == literal && !literal.isEmpty)
        return isBack ? pin.digest : failed
    }

    /// The declared digest, or the literal reference without one; empty if it cannot be seen.
    var literal: String { declaredSurface.literal }

    func declared(_ surface: Surface, _ registry: inout RegistryLookup) -> Declared {
        switch surface {
        case .absent: return .unknown(Obstacle("the runtime names no image"))
        case .unknown(let obstacle): return .unknown(obstacle)
        case .image(let image) where image.digests.isEmpty: return .floating(image)
        case .image(let image):
            let place = declared(image, &registry)
            guard image.validity == .untilDeployment else { return place }
            switch place {
            case .onPin, .onApplied, .floating: return .floating(image)
            case .differs, .unknown, .unanswered: return place
            }
        }
    }

    private func declared(_ image: SeenImage, _ registry: inout RegistryLookup) -> Declared {
        let repository = image.reference.repository
        if repository == pin.repository, image.digests.contains(pin.digest) { return .onPin }
        let former = outdated.filter { $0.image.repository == repository }
        if let exact = former.first(where: { image.digests.contains($0.image.digest) }) {
            return .onApplied(exact)
        }
        if repository == pin.repository {
            switch registry.match(image.digests, with: pin) {
            case .yes: return .onPin
            case .no: break
            case .unknown(let obstacle): return .unanswered(obstacle)
            }
        }
        for one in former where registry.match(image.digests, with: one.image) == .yes {
            return .onApplied(one)
        }
        return .differs(image)
    }

    func running(_ instance: Instance, _ registry: inout RegistryLookup) -> Running {
        switch instance.bits {
        case .unknown(let obstacle): return .unknown(obstacle)
        case .known(let digests):
            guard let first = digests.first else {
                return .unknown(Obstacle("the runtime names no digest"))
            }
            if digests.contains(pin.digest) { return .onPin }
            if let exact = outdated.first(where: { digests.contains($0.image.digest) }) {
                return .onApplied(exact.image.digest)
            }
            if let before = underWay?.before, digests.contains(before) {
                return .onApplied(before)
            }
            switch registry.match(digests, with: pin) {
            case .yes: return .onPin
            case .unknown(let obstacle): return .unanswered(first, obstacle)
            case .no: break
            }
            for one in outdated where registry.match(digests, with: one.image) == .yes {
                return .onApplied(one.image.digest)
            }
            return .other(first)
        }
    }
}
