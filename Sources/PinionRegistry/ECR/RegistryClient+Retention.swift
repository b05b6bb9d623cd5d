import PinionAWS
package import PinionModel

extension RegistryClient: RetentionReader {
    /// Returns when an ECR lifecycle policy will take an image; `nil` for every other registry.
    ///
    /// A repository's policy and images are read once per run. If the right to read them is
    /// missing, the error names it: an empty answer would look like safety.
    package func expiry(of image: PinnedImage) async throws(RegistryError) -> ImageExpiry? {
        guard let repository = try ecrRepository(image.repository) else { return nil }
        let answer = await retentions.value(for: image.repository, keeping: ECRRetention.lasts) {
            await ECRRetention.reading(repository)
        }
        return try await answer.get()?.expiry(of: image)
    }

    /// Returns whether tags of an ECR repository can be moved; unknown for every other registry.
    package func mutability(
        ofTagsIn repository: ImageReference.Repository
    ) async throws(RegistryError) -> TagMutability {
        guard let found = try ecrRepository(repository) else { return .unknown }
        do throws(RegistryError) {
            return try await mutabilities.value(for: repository) {
                () async throws(RegistryError) in
                try await found.mutability()
            }
        } catch {
            if case .notFound = error, found.account == nil { return .unknown }
            throw error
        }
    }

    private func ecrRepository(
        _ repository: ImageReference.Repository
    ) throws(RegistryError) -> ECRRepository? {
        guard let ecr, let host = ecr.host(of: repository.registry) else { return nil }
        do throws(AWSError) {
            return ECRRepository(
                client: try ecr.client(for: host), account: host.account, repository: repository)
        } catch {
            if host.account == nil { return nil }
            throw RegistryError(error, about: ImageReference(repository: repository))
        }
    }
}
