import PinionHTTP
package import PinionModel

extension RegistryClient: Retagger {
    /// Sets a tag to a digest: uploads the same bytes with the same type, and reads the tag back.
    ///
    /// Nothing is written if the tag has the digest already.
    package func tag(_ image: PinnedImage, as tag: ImageReference.Tag) async throws(RegistryError) {
        _ = try await put(image, as: tag) { _ in true }
    }

    /// Sets a tag to a digest if it is still where it was seen, or has the digest already.
    package func move(_ write: TagWrite) async throws(RegistryError) -> Bool {
        try await put(write.image, as: write.tag) { $0 == write.before }
    }

    /// Sets a tag to a digest, unless `isExpected` rejects the tag's present one.
    private func put(
        _ image: PinnedImage, as tag: ImageReference.Tag, where isExpected: (Digest?) -> Bool
    ) async throws(RegistryError) -> Bool {
        let target = ImageReference(repository: image.repository, tag: tag)
        resolved.forget(target)
        listed.forget(image.repository)
        let now = try await named(target)
        if now == image.digest { return true }
        guard isExpected(now) else { return false }
        let manifest = try await manifest(
            PinnedImage(repository: image.repository, digest: image.digest))
        var put = Self.request(.put, target)
        put.headers = ["Content-Type": manifest.mediaType.rawValue]
        put.body = manifest.bytes
        let response = try await session.send(put, about: target, access: .push)
        guard response.isSuccess else { throw RegistrySession.refusal(of: response, about: target) }
        let found = try await named(target)
        guard found == image.digest else {
            let place = found?.description ?? "nothing"
            throw .untrustworthy(
                target, reason: "the tag was put on \(image.digest.short) and is on \(place)")
        }
        return true
    }

    /// Returns the present digest of a tag, without the cache; `nil` if there is no such tag.
    private func named(_ target: ImageReference) async throws(RegistryError) -> Digest? {
        do throws(RegistryError) {
            guard let digest = try await head(target) else { return try await hashed(target) }
            return digest
        } catch .notFound {
            return nil
        }
    }
}

extension RegistryClient: PushRights {
    /// Begins the upload of a blob and cancels it: the repository shows no trace of it.
    ///
    /// OCI Distribution Specification 1.1, "Pushing a blob in chunks" and "Cancel a blob upload".
    package func tryPush(to repository: ImageReference.Repository) async throws(RegistryError) {
        let reference = ImageReference(repository: repository)
        let begin = HTTPRequest(.post, "/v2/\(repository.path)/blobs/uploads/")
        let begun = try await session.send(begin, about: reference, access: .push)
        guard begun.isSuccess else { throw RegistrySession.refusal(of: begun, about: reference) }
        guard let location = begun.headers["Location"],
            let url = try? begun.url.resolving(location),  // an abandoned upload expires
            url.endpoint.isSameOrigin(as: begun.url.endpoint)
        else { return }
        let end = HTTPRequest(.delete, url.target)
        _ = try await session.send(end, about: reference, access: .push)
    }
}
