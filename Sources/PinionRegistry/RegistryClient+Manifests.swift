import PinionHTTP
import PinionModel

extension RegistryClient {
    /// Asks for the digest by HEAD; `nil` if its answer is not believed, and a GET must decide.
    ///
    /// Proxies and registries that know HEAD only in part answer it with 400, 403, 404, 405 or 501,
    /// without the digest, or with the type of a web page, for images that a GET has.
    func head(_ reference: ImageReference) async throws(RegistryError) -> Digest? {
        let response = try await session.send(Self.request(.head, reference), about: reference)
        switch response.status {
        case 200:
            if let type = response.headers["Content-Type"], MediaType(header: type) == nil {
                return nil
            }
            return try Self.claimed(response, about: reference)
        case 400, 403, 404, 405, 501: return nil
        default: throw RegistrySession.refusal(of: response, about: reference)
        }
    }

    /// Computes the digest from the answer to a GET.
    func hashed(_ reference: ImageReference) async throws(RegistryError) -> Digest {
        try await fetched(reference).digest
    }

    /// Reads the manifest of a digest, whose bytes are hashed.
    func manifest(_ image: PinnedImage) async throws(RegistryError) -> Manifest {
        try await fetched(image.reference).manifest
    }

    private func fetched(
        _ reference: ImageReference
    ) async throws(RegistryError) -> (digest: Digest, manifest: Manifest) {
        let response = try await session.send(Self.request(.get, reference), about: reference)
        guard response.status == 200 else {
            throw RegistrySession.refusal(of: response, about: reference)
        }
        guard let digest = Manifest.digest(of: response.body) else {
            throw .malformed(reference, reason: "its bytes cannot be hashed")
        }
        for expected in [reference.digest, try Self.claimed(response, about: reference)] {
            guard expected == nil || expected == digest else {
                throw .untrustworthy(
                    reference, reason: "its bytes are \(digest); they were altered or cut")
            }
        }
        do throws(Manifest.Fault) {
            let type = response.headers["Content-Type"]
            return (digest, try Manifest(reading: response.body, declared: type))
        } catch {
            throw RegistryError(error, about: reference)
        }
    }

    /// Returns the digest in `Docker-Content-Digest`, if there is one.
    private static func claimed(
        _ response: HTTPResponse, about reference: ImageReference
    ) throws(RegistryError) -> Digest? {
        guard let text = response.headers["Docker-Content-Digest"] else { return nil }
        do { return try Digest(parsing: text) } catch {
            throw .malformed(reference, reason: "what it calls its digest is \(error)")
        }
    }

    /// Returns a request for the manifest of the reference's digest, else of its tag.
    static func request(_ method: HTTPRequest.Method, _ reference: ImageReference) -> HTTPRequest {
        let name = reference.digest?.description ?? reference.tag?.description ?? "latest"
        return HTTPRequest(
            method, "/v2/\(reference.repository.path)/manifests/\(name)",
            headers: ["Accept": MediaType.accepted], maximumResponseBytes: Manifest.maximumBytes)
    }
}
