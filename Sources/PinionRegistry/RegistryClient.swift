package import PinionHTTP
package import PinionModel

/// Registries over the network: resolves tags, checks whether digests exist, and reads indexes.
///
/// One is made per run, and caches for that run: each tag is resolved once, each repository listed
/// once, each index and configuration read once, and a digest that existed is taken to exist. Equal
/// concurrent requests are coalesced. It trusts no content whose hash it did not verify.
package final class RegistryClient: Sendable {
    let session: RegistrySession
    let resolved = CoalescingCache<ImageReference, Digest, RegistryError>()
    let listed = CoalescingCache<ImageReference.Repository, TagList, RegistryError>()
    let inspected = CoalescingCache<PinnedImage, ImageDetails, RegistryError>()
    let ecr: ECRAccess?
    let retentions = CoalescingCache<ImageReference.Repository, ECRRetention.Answer, Never>()
    let mutabilities = CoalescingCache<ImageReference.Repository, TagMutability, RegistryError>()
    private let members = CoalescingCache<Digest, [PlatformManifest], RegistryError>()
    private let present = CoalescingCache<PinnedImage, Bool, RegistryError>()

    /// Registries are accessed anonymously without `credentials`.
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
    /// Returns the digest of a tag, as first read in this run; the tag defaults to `latest`.
    ///
    /// A reference with a digest and no tag resolves to that digest, without a request.
    package func resolve(_ reference: ImageReference) async throws(RegistryError) -> Digest {
        if reference.tag == nil, let digest = reference.digest { return digest }
        let floating = reference.floating
        let digest = try await resolved.value(for: floating) { () async throws(RegistryError) in
            if let digest = try await self.head(floating) { return digest }
            return try await self.hashed(floating)
        }
        present.remember(PinnedImage(repository: reference.repository, digest: digest), true)
        return digest
    }

    /// Returns the platform manifests of an index, without attestations; empty if it is no index.
    package func members(of image: PinnedImage) async throws(RegistryError) -> [PlatformManifest] {
        let bare = PinnedImage(repository: image.repository, digest: image.digest)
        let members = try await members.value(for: image.digest) {
            () async throws(RegistryError) in
            try await MemberWalk.members(of: bare) { image throws(RegistryError) in
                try await self.manifest(image)
            }
        }
        present.remember(bare, true)
        return members
    }

    /// Returns whether the digest exists; only a positive answer is cached.
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

    /// Caches members that were read elsewhere, of an index or of a platform manifest.
    func remember(_ found: [PlatformManifest], of image: PinnedImage) {
        members.remember(image.digest, found)
        present.remember(image, true)
    }
}
