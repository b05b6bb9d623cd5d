import PinionModel

/// A repository's lifecycle policy and the images that it applies to, read once per run.
struct ECRRetention: Sendable {
    /// The policy; it has at least one rule.
    let policy: LifecyclePolicy
    /// The images that are not archived.
    let images: [Digest: LifecycleImage]
    /// The repository, for reading the indexes if a platform's image needs them.
    let repository: ECRRepository

    let parents = CoalescingCache<ImageReference.Repository, [Digest: [Digest]], RegistryError>()

    /// The result of reading; `nil` if no rule can take an image.
    typealias Answer = Result<ECRRetention?, RegistryError>

    /// Whether a repeated query in the same run would give the same answer.
    static func lasts(_ answer: Answer) -> Bool {
        switch answer {
        case .success: true
        case .failure(let error): !error.isTransient
        }
    }

    static func reading(_ repository: ECRRepository) async -> Answer {
        do throws(RegistryError) {
            guard let policy = try await repository.policy(), !policy.rules.isEmpty else {
                return .success(nil)
            }
            let images = try await repository.images()
            return .success(ECRRetention(policy: policy, images: images, repository: repository))
        } catch {
            // On a machine with an emulator, other registries may exist too.
            if case .notFound = error, repository.account == nil { return .success(nil) }
            return .failure(error)
        }
    }

    /// Returns when a rule will take an image; an index's member goes with the last of its indexes.
    ///
    /// Amazon ECR User Guide, "Lifecycle policy evaluation rules".
    func expiry(of image: PinnedImage) async throws(RegistryError) -> ImageExpiry? {
        guard let found = images[image.digest] else {
            if repository.account == nil { return nil }
            throw .notFound(image.reference)
        }
        guard let own = try expiry(of: found, for: image) else { return nil }
        var last = own
        for parent in try await indexes(of: found.digest) {
            guard parent != found.digest, let parent = images[parent] else { continue }
            guard let theirs = try expiry(of: parent, for: image) else { return nil }
            last = Self.later(last, theirs)
        }
        return last
    }

    private func indexes(of digest: Digest) async throws(RegistryError) -> [Digest] {
        let all = try await parents.value(for: repository.repository) {
            () async throws(RegistryError) in try await self.repository.parents(among: self.images)
        }
        return all[digest] ?? []
    }

    private func expiry(
        of found: LifecycleImage, for image: PinnedImage
    ) throws(RegistryError) -> ImageExpiry? {
        switch policy.verdict(on: found, among: Array(images.values)) {
        case .kept: return nil
        case .due(let rule): return ImageExpiry(rule: rule.description, at: nil)
        case .next(let rule):
            return ImageExpiry(
                rule: "\(rule.description), and the next image takes the last place", at: nil)
        case .dated(let rule, let moment): return ImageExpiry(rule: rule.description, at: moment)
        case .unknown(let rule):
            throw .malformed(
                image.reference,
                reason: "rule \(rule.priority) of its lifecycle policy says something that this "
                    + "version of Pinion does not know; look at it with "
                    + "`aws ecr get-lifecycle-policy-preview`")
        }
    }

    /// Returns the later expiry; one without a date depends on other images, and may be any time.
    private static func later(_ one: ImageExpiry, _ other: ImageExpiry) -> ImageExpiry {
        guard let otherEnd = other.at else { return one.at == nil ? other : one }
        guard let oneEnd = one.at else { return other }
        return otherEnd >= oneEnd ? other : one
    }
}
