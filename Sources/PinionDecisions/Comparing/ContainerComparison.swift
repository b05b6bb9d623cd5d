import PinionModel

/// One pinned container against what the runtime says of it.
struct ContainerComparison {
    let name: String
    let pin: PinnedImage
    /// What the runtime says of it, as a whole.
    let seen: ContainerObservation
    let service: ServiceObservation
    /// What the ledger last verified here.
    let applied: AppliedImage?
    /// What was sent since then, taken by the runtime, and not verified.
    let sent: AppliedImage?
    /// What was declared before that, where the ledger had not applied it.
    let sentOver: String?
    /// The digest whose apply failed here.
    let failed: Digest?
    /// What a run is about to put here, or was when it was killed.
    var underWay: LedgerState.UnderWay?
    /// What git pinned here before the pin, as far as it was asked.
    let former: PinnedImage?
    let depth: Depth
    /// The copy whose declared surface stands for the container's; nil where there is only one.
    var declaring: Replica?
    /// The copy whose template stands for the container's.
    var templating: Replica?

    /// The other replicas of which nobody can say what they would use, and why.
    var unseen: [(copy: Replica, obstacle: Obstacle)] = []

    /// What a restart would use: of several replicas, the one that is worst off.
    var declaredSurface: Surface { declaring?.declared ?? seen.declared }
    /// What a re-creation would use: of several replicas, the one that is worst off.
    var templateSurface: Surface { templating?.template ?? seen.template }

    /// Where the declared surface stands against the pin.
    enum Declared: Hashable {
        case onPin
        /// It is on what Pinion put there before the pin.
        case onApplied(AppliedImage)
        /// It has no digest of its own.
        ///
        /// Digests that hold until the next deployment are, where they are known, those of the pin
        /// or of what Pinion put there before it; others differ.
        case floating(SeenImage)
        case differs(SeenImage)
        /// The runtime does not say.
        case unknown(Obstacle)
        /// A registry's answer is needed to compare, and missing.
        case unanswered(Obstacle)
    }

    /// What one instance runs.
    enum Running: Hashable {
        case onPin
        /// It is on what Pinion put there before the pin.
        case onApplied(Digest)
        case other(Digest)
        /// The runtime does not say.
        case unknown(Obstacle)
        /// A registry's answer is needed to compare, and missing.
        case unanswered(Digest, Obstacle)
    }

    /// What Pinion put there, where git is ahead of it: what a run puts there now, what was sent
    /// last, then what was verified last.
    var outdated: [AppliedImage] {
        [underWay?.image, sent, applied].compactMap(\.self).filter {
            !pin.isSameImage(as: $0.image.reference)
        }
    }

    /// The digest that is not to be tried again: its apply failed, or it was sent, taken and then
    /// left for what was there before, whether the ledger had applied that or not.
    func spent(_ declared: Declared) -> Digest? {
        guard let sent, sent.image.digest == pin.digest, failed != pin.digest, declared != .onPin
        else { return failed }
        let isBack =
            service.rollout.failure != nil || declared == applied.map { .onApplied($0) }
            || (sentOver == literal && !literal.isEmpty)
        return isBack ? pin.digest : failed
    }

    /// The declared digest, or the literal reference without one; empty where it cannot be seen.
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
