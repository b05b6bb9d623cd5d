package import PinionHTTP
package import PinionModel

/// Registries over the network: what a tag means now, whether a digest exists, what an index holds.
///
/// One is made per run. Within it every tag is resolved once, a repository's tags are listed once,
/// indexes and configurations are read once, and a digest that was there stays there; what is asked
/// at the same time is asked once. It believes no bytes that it did not hash.
package final class RegistryClient: Sendable {
    let session: RegistrySession
    let resolved = CoalescingCache<ImageReference, Digest, RegistryError>()
    let listed = CoalescingCache<ImageReference.Repository, TagPages, RegistryError>()
    let inspected = CoalescingCache<PinnedImage, ImageDetails, RegistryError>()
    let ecr: ECRAccess?
    let retentions = CoalescingCache<ImageReference.Repository, ECRRetention.Answer, Never>()
    let mutabilities = CoalescingCache<ImageReference.Repository, TagMutability, RegistryError>()
    private let members = CoalescingCache<Digest, [PlatformManifest], RegistryError>()
    private let present = CoalescingCache<PinnedImage, Bool, RegistryError>()

    /// Without `credentials` nothing is shown to registries.
    package init(
        http: HTTPClient, hosts: RegistryHosts = RegistryHosts(),
        credentials: CredentialStore? = nil
    ) {
        let credentials = credentials ?? CredentialStore(environment: [:], clock: http.clock)
        let authorizer = Authorizer(http: http, hosts: hosts, credentials: credentials)
        session = RegistrySession(http: http, hosts: hosts, authorizer: authorizer)
        ecr = credentials.ecr
    }
}

extension RegistryClient: Registry {
    /// The digest that the tag names, as first read in this run; `latest` without a tag.
    ///
    /// A reference with a digest alone means that digest.
    package func resolve(_ reference: ImageReference) async throws(RegistryError) -> Digest {
        if reference.tag == nil, let digest = reference.digest { return digest }
        let floating = reference.floating
        let digest = try await resolved.value(for: floating) { () async throws(RegistryError) in
            if let digest = try await self.head(floating) { return digest }
            return try await self.hashed(floating)
        }
        present.know(PinnedImage(repository: reference.repository, digest: digest), true)
        return digest
    }

    /// The platform manifests of an index, attestations left out; none for a platform's manifest.
    package func members(of image: PinnedImage) async throws(RegistryError) -> [PlatformManifest] {
        let bare = PinnedImage(repository: image.repository, digest: image.digest)
        let members = try await members.value(for: image.digest) {
            () async throws(RegistryError) in
            try await MemberWalk.members(of: bare) { image throws(RegistryError) in
                try await self.manifest(image)
            }
        }
        present.know(bare, true)
        return members
    }

    /// Whether the digest is there; a yes is kept for the run.
    package func exists(_ image: PinnedImage) async throws(RegistryError) -> Bool {
        let bare = PinnedImage(repository: image.repository, digest: image.digest)
        return try await present.value(for: bare, keeping: { $0 }) {
            () async throws(RegistryError) in
            do throws(RegistryError) {
                guard let digest = try await self.head(bare.reference) else {
                    _ = try await self.manifest(bare)
                    return true
                }
                guard digest == image.digest else {
                    throw .untrustworthy(
                        image.reference, reason: "its registry answers with \(digest) instead")
                }
                return true
            } catch .notFound {
                return false
            }
        }
    }

    /// Takes what was read of an index, or of a platform's manifest, by another way.
    func know(_ found: [PlatformManifest], of image: PinnedImage) {
        members.know(image.digest, found)
        present.know(image, true)
    }
}
