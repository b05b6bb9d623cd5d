import PinionModel

/// Findings from registries about a container's images.
extension ContainerComparison {
    /// Returns the finding for an image gone from its registry: the pin, or the last applied one.
    func unpullable(_ image: PinnedImage) -> Finding {
        finding(
            .pinUnpullable,
            """
            \(image) is not in its registry any more: a restart elsewhere would fail; push it \
            again, or pin another digest
            """)
    }

    /// Returns findings for images that a registry will delete: the pin, or one for a rollback.
    private func expiring(_ registry: inout RegistryLookup) -> [Finding] {
        let rollbacks = Set(outdated.map(\.image) + [former].compactMap(\.self))
            .filter { $0.digest != pin.digest }.sorted()
        return ([pin] + rollbacks).compactMap { image in
            guard case .expiry(let expiry?) = registry.ask(.expiry(image)) else { return nil }
            let role = image.digest == pin.digest ? "" : ", which a rollback would return to,"
            let end: RichText = expiry.at.map { " at \($0)" } ?? ""
            return finding(
                .pinExpiring,
                """
                \(image)\(role) will be deleted from its registry\(end): \(expiry.rule); exempt it \
                there, for example by the environment's tag on it\
                \(role.isEmpty ? ", or pin another digest" : "")
                """)
        }
    }

    func registryFindings(_ registry: inout RegistryLookup) -> [Finding] {
        var findings: [Finding] = []
        if registry.ask(.exists(pin)) == .absent {
            findings.append(unpullable(pin))
        } else {
            findings += expiring(&registry)
        }
        guard pin.tag != nil else { return findings }
        let tagged = ImageReference(repository: pin.repository, tag: pin.tag)
        if case .digest(let digest) = registry.ask(.resolve(tagged)), digest != pin.digest,
            !holds(digest, &registry)
        {
            findings.append(
                finding(.tagMoved, "the tag \(tagged) names \(digest) now; the pin stays"))
        }
        return findings
    }

    /// Whether a digest names an index that contains the pin as a platform's manifest.
    private func holds(_ digest: Digest, _ registry: inout RegistryLookup) -> Bool {
        let index = PinnedImage(repository: pin.repository, digest: digest)
        guard case .members(let members) = registry.ask(.members(index)) else { return false }
        return members.contains(pin.digest)
    }

    /// Returns findings for an unverified pin that no registry may have: an engine gives images
    /// built on its host the same kind of digest.
    func unpublishedFindings(_ declared: Declared, _ registry: inout RegistryLookup) -> [Finding] {
        guard seen.mayBeLocal, declared == .onPin, applied?.image.digest != pin.digest else {
            return []
        }
        switch registry.ask(.exists(pin)) {
        case .absent:
            let message: RichText = """
                \(pin) runs and is not in its registry: it was built on this host, or deleted \
                since, and nobody can tell what it is
                """
            return [finding(.runningUnverifiable, message), unpullable(pin)]
        case .unanswered(let obstacle):
            return [
                finding(
                    .unreachable, "whether the pin is in its registry is not known: \(obstacle)")
            ]
        case .present, .digest, .members, .expiry: return []
        }
    }

    /// Returns findings for a missing answer; if the registry lacks the pin, that is the answer.
    func untold(
        _ question: String, _ obstacle: Obstacle, _ registry: inout RegistryLookup
    ) -> [Finding] {
        let message: RichText = "\(question) is not known: \(obstacle)"
        guard registry.ask(.members(pin)) == .absent else {
            return [finding(.unreachable, message)]
        }
        return [finding(.runningUnverifiable, message), unpullable(pin)]
    }
}
