import PinionAWS
import PinionModel
import PinionSyntax

/// One ECR repository, read through ECR's API instead of the registry protocol.
struct ECRRepository: Sendable {
    /// The client for the repository's region.
    let client: AWSClient
    /// The account that owns it; `nil` means the account of the credentials.
    let account: String?
    let repository: ImageReference.Repository

    /// The maximum number of pages, of 1,000 images each.
    static let maximumPages = 100
    /// The maximum number of indexes, newest first, that are searched for a platform's image.
    static let maximumIndexes = 1_000
    /// The maximum number of images per request; API Reference, `BatchGetImage`.
    private static let batch = 100
    private static let indexTypes = MediaType.allCases.filter(\.isIndex).map {
        JSONText.string($0.rawValue)
    }

    private var reference: ImageReference { ImageReference(repository: repository) }

    func mutability() async throws(RegistryError) -> TagMutability {
        let answer = try await ask("DescribeRepositories", [("repositoryNames", [.string(path)])])
        guard let found = answer["repositories"]?.array?.first else { throw .notFound(reference) }
        switch found["imageTagMutability"]?.string {
        case "MUTABLE", "MUTABLE_WITH_EXCLUSION": return .mutable
        case "IMMUTABLE": return .immutable(exceptions: [])
        case "IMMUTABLE_WITH_EXCLUSION":
            let filters = found["imageTagMutabilityExclusionFilters"]?.array ?? []
            return .immutable(exceptions: filters.compactMap { $0["filter"]?.string }.sorted())
        default: return .unknown
        }
    }

    /// Reads the lifecycle policy; `nil` if there is none.
    func policy() async throws(RegistryError) -> LifecyclePolicy? {
        let answer: JSONNode
        do throws(AWSError) {
            answer = try await client.json(request("GetLifecyclePolicy", repositoryName))
        } catch .refused(let refusal) where refusal.code == "LifecyclePolicyNotFoundException" {
            return nil
        } catch {
            throw RegistryError(error, about: reference)
        }
        guard let text = answer["lifecyclePolicyText"]?.string,
            let policy = LifecyclePolicy(parsing: text)
        else { throw .malformed(reference, reason: "its lifecycle policy is not one") }
        return policy
    }

    /// Reads every image that is not archived, by digest.
    func images() async throws(RegistryError) -> [Digest: LifecycleImage] {
        var images: [Digest: LifecycleImage] = [:]
        var token: String?
        var tokens: Set<String> = []
        repeat {
            let page = try await ask("DescribeImages", repositoryName + imagesPage(token))
            for detail in page["imageDetails"]?.array ?? [] {
                guard let image = LifecycleImage(detail) else {
                    throw .malformed(reference, reason: "its list of images has one without a time")
                }
                images[image.digest] = image
            }
            token = page["nextToken"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            if let token, !tokens.insert(token).inserted || tokens.count == Self.maximumPages {
                throw .malformed(
                    reference, reason: "its list of images has more than \(tokens.count) pages")
            }
        } while token != nil
        return images
    }

    /// Returns the indexes among `images` that each member belongs to, by the member's digest.
    func parents(
        among images: [Digest: LifecycleImage]
    ) async throws(RegistryError) -> [Digest: [Digest]] {
        let indexes = images.values.filter(\.isIndex)
            .sorted { ($1.pushed, $0.digest) < ($0.pushed, $1.digest) }
            .prefix(Self.maximumIndexes).map(\.digest)
        var parents: [Digest: [Digest]] = [:]
        for start in stride(from: 0, to: indexes.count, by: Self.batch) {
            let wanted = indexes[start..<min(start + Self.batch, indexes.count)]
            for (index, members) in try await members(of: wanted) {
                for member in members { parents[member, default: []].append(index) }
            }
        }
        return parents
    }

    private func members(
        of indexes: ArraySlice<Digest>
    ) async throws(RegistryError) -> [(index: Digest, members: [Digest])] {
        let ids = indexes.map { digest -> JSONText in
            ["imageDigest": .string(digest.description)]
        }
        let answer = try await ask(
            "BatchGetImage",
            repositoryName + [
                ("imageIds", .array(ids)),
                ("acceptedMediaTypes", .array(Self.indexTypes)),
            ])
        return (answer["images"]?.array ?? []).compactMap { image in
            guard let id = image["imageId"]?["imageDigest"]?.string,
                let digest = try? Digest(parsing: id),  // not a digest: left out
                let text = image["imageManifest"]?.string,
                let manifest = try? JSONNode(parsing: Array(text.utf8), named: "index")
            else { return nil }
            let members = (manifest["manifests"]?.array ?? []).compactMap { entry in
                entry["digest"]?.string.flatMap { try? Digest(parsing: $0) }
            }
            return (digest, members)
        }
    }

    // MARK: Requests

    private typealias Fields = [(String, JSONText)]

    private var path: String { repository.path }

    private var repositoryName: Fields { [("repositoryName", .string(path))] }

    private func imagesPage(_ token: String?) -> Fields {
        [("maxResults", 1_000)] + (token.map { [("nextToken", .string($0))] } ?? [])
    }

    private func request(_ operation: String, _ fields: Fields) -> AWSRequest {
        let account = account.map { [("registryId", JSONText.string($0))] } ?? []
        return .json(
            .ecr, operation, .object((account + fields).map { JSONText.Member($0.0, $0.1) }))
    }

    private func ask(_ operation: String, _ fields: Fields) async throws(RegistryError) -> JSONNode
    {
        do throws(AWSError) { return try await client.json(request(operation, fields)) } catch {
            throw RegistryError(error, about: reference)
        }
    }
}
