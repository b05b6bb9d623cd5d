import PinionAWS
package import PinionModel

extension RegistryClient: RetentionReader {
    /// When a lifecycle policy of ECR will delete or archive an image; nil for every other
    /// registry.
    ///
    /// A repository's policy and its images are read once per run. Whoever may not read them gets
    /// an error that names the right: silence would look like safety.
    package func expiry(of image: PinnedImage) async throws(RegistryError) -> ImageExpiry? {
        guard let repository = try ecrRepository(image.repository) else { return nil }
        do throws(RegistryError) {
            let retention = try await retentions.value(for: image.repository) {
                () async throws(RegistryError) in
                try await ECRRetention.reading(repository)
            }
            return try await retention?.expiry(of: image)
        } catch {
            // Not every registry of a machine with an emulator is the emulator's.
            if case .notFound = error, repository.account == nil { return nil }
            throw error
        }
    }

    /// Whether the tags of a repository of ECR can be moved; unknown for every other registry.
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
            throw RegistryError(error, about: ImageReference(repository: repository))
        }
    }
}
