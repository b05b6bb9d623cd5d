import PinionHTTP
package import PinionModel

extension RegistryClient: PushRights {
    /// Begins the upload of a blob and takes it back: nothing of it can be seen in the repository.
    ///
    /// OCI Distribution Specification 1.1, "Pushing a blob in chunks" and "Cancel a blob upload".
    package func tryPush(
        to repository: ImageReference.Repository
    ) async throws(RegistryError) {
        let reference = ImageReference(repository: repository)
        let begin = HTTPRequest(.post, "/v2/\(repository.path)/blobs/uploads/")
        let begun = try await session.send(begin, about: reference, access: .push)
        guard begun.isSuccess else { throw RegistrySession.refusal(of: begun, about: reference) }
        guard let location = begun.headers["Location"],
            let url = try? begun.url.resolving(location),  // an upload left alone expires
            url.endpoint.isSameOrigin(as: begun.url.endpoint)
        else { return }
        let end = HTTPRequest(.delete, url.target)
        _ = try await session.send(end, about: reference, access: .push)
    }
}
