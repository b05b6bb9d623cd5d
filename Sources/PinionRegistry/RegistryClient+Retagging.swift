import PinionHTTP
package import PinionModel

extension RegistryClient: Retagger {
    /// Puts a tag on a digest: the same bytes of the same type under the tag, then a look whether it took.
    ///
    /// Nothing is written where the tag is on the digest already.
    package func tag(
        _ image: PinnedImage, as tag: ImageReference.Tag
    ) async throws(RegistryError) {
        let target = ImageReference(repository: image.repository, tag: tag)
        resolved.forget(target)
        listed.forget(image.repository)
        if try await named(target) == image.digest { return }
        let manifest = try await manifest(
            PinnedImage(repository: image.repository, digest: image.digest))
        var put = Self.request(.put, target)
        put.headers = ["Content-Type": manifest.mediaType.rawValue]
        put.body = manifest.bytes
        let response = try await session.send(put, about: target, access: .push)
        guard response.isSuccess else {
            throw RegistrySession.refusal(of: response, about: target)
        }
        let found = try await named(target)
        guard found == image.digest else {
            let place = found?.description ?? "nothing"
            throw .untrustworthy(
                target, reason: "the tag was put on \(image.digest.short) and is on \(place)")
        }
    }

    /// The digest that a tag is on, asked now; nil where there is no such tag.
    private func named(_ target: ImageReference) async throws(RegistryError) -> Digest? {
        do throws(RegistryError) {
            guard let digest = try await head(target) else { return try await hashed(target) }
            return digest
        } catch .notFound {
            return nil
        }
    }
}
