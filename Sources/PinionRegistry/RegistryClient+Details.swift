import PinionHTTP
package import PinionModel

extension RegistryClient: ImageInspector {
    /// Returns the details from the image's configuration; read once per run.
    ///
    /// An index costs at most three requests if its first platform can be read, a manifest two.
    package func details(of image: PinnedImage) async throws(RegistryError) -> ImageDetails {
        let bare = PinnedImage(repository: image.repository, digest: image.digest)
        return try await inspected.value(for: bare) { () async throws(RegistryError) in
            let reader = ConfigurationReader { (image) async throws(RegistryError) in
                try await self.manifest(image)
            } blob: { (blob) async throws(RegistryError) in
                try await self.blob(blob)
            }
            let (details, members) = try await reader.details(of: bare)
            self.remember(members, of: bare)
            return details
        }
    }

    /// Returns the bytes of a blob from a registry or its redirect; they are not hashed.
    private func blob(_ blob: PinnedImage) async throws(RegistryError) -> [UInt8] {
        let request = HTTPRequest(
            .get, "/v2/\(blob.repository.path)/blobs/\(blob.digest)", headers: ["Accept": "*/*"],
            maximumResponseBytes: ConfigurationReader.maximumBytes)
        let response = try await session.send(request, about: blob.reference)
        guard response.status == 200 else {
            throw RegistrySession.refusal(of: response, about: blob.reference)
        }
        return response.body
    }
}

extension RegistryClient {
    /// Returns the time by the clock of a repository's registry; `nil` if it does not tell.
    package func clock(of repository: ImageReference.Repository) async -> Timestamp? {
        guard let host = try? session.hosts.host(of: repository), !host.isUntrusted else {
            return nil
        }
        var request = HTTPRequest(.head, "/v2/", deadline: .seconds(5))
        request.mayRepeat = false
        request.failsFast = false
        do throws(HTTPError) {
            let date = try await session.http.send(request, to: host.endpoint).date
            return date.map { Timestamp(secondsSinceEpoch: Int64($0)) }
        } catch { return nil }
    }
}
