import PinionHTTP
import PinionProcess
import PinionModel
import PinionSyntax

extension EngineClient {
    /// Pulls an image by its digest unless the engine has it, and checks that it is present.
    ///
    /// The required bits are those for the engine's own platform or the given one; others may share
    /// the digest. The engine answers 200 first and reports a failure in its last lines.
    func pull(
        _ image: PinnedImage, for platform: ImagePlatform? = nil, on store: DockerStore,
        authorization: Secret?, deadline: Duration, permit: WritePermit
    ) async throws(RuntimeError) {
        let operation = "pull \(image)" + (platform.map { " for \($0)" } ?? "")
        let presence = try await presence(of: image, for: platform, on: store)
        if presence == .here { return }
        try await permit()
        var query = [("fromImage", image.repository.familiar), ("tag", "\(image.digest)")]
        if let platform { query.append(("platform", "\(platform)")) }
        let remedy = presence.remedy(image, on: store)
        let stream = try await send(
            .post, "/images/create", query: query, authorization: authorization,
            deadline: deadline
        )
        .accepted(operation, remedy: remedy)
        if let reason = EngineStream.failure(in: stream.body) {
            throw .refused(operation: operation, reason: reason, remedy: remedy)
        }
        try await send(.get, "/images/\(image.bare)/json").accepted(operation, remedy: remedy)
    }

    /// The bits that are present under a digest.
    private enum Presence: Hashable {
        case here
        case missing
        case foreign(ImagePlatform)

        /// Returns the remedy for a failed pull: the classic store keeps one platform per digest.
        func remedy(_ image: PinnedImage, on store: DockerStore) -> String {
            guard case .foreign(let platform) = self, !store.isContainerd else {
                return "does the registry have it, and may this engine pull from there?"
            }
            return
                "the engine has the bits for \(platform) under this digest; take their name away: "
                + "`docker image rm \(image.bare)`"
        }
    }

    /// Returns whether the bits for the engine's own platform, or the given one, are present.
    ///
    /// For an image with several platforms in containerd's store, the engine shows its own platform
    /// if that is present, otherwise any (moby, `daemon/containerd/image.go`, function
    /// `presentImages`). Others can be requested since API 1.49; before, they are pulled again,
    /// which fetches only missing parts.
    private func presence(
        of image: PinnedImage, for platform: ImagePlatform?, on store: DockerStore
    ) async throws(RuntimeError) -> Presence {
        var query: [(String, String)] = []
        if let platform, store.isContainerd {
            guard store.api >= .imagePlatform else { return .missing }
            query.append(("platform", platform.json.description))
        }
        let answer = try await send(.get, "/images/\(image.bare)/json", query: query)
        guard answer.isSuccess else { return .missing }
        let present = ImagePlatform(image: try answer.document("look at \(image)"))
        guard let present, let wanted = platform ?? store.host, !present.isSamePlatform(as: wanted)
        else { return .here }
        return .foreign(present)
    }

    /// Whether a digest is an index, according to its registry; true if that is not known.
    func isIndex(_ image: PinnedImage, authorization: Secret?) async -> Bool {
        do throws(RuntimeError) {
            let answer = try await send(
                .get, "/distribution/\(image.bare)/json", authorization: authorization
            ).document("ask for the kind of \(image)")
            let kind = answer["Descriptor"]?["mediaType"]?.string ?? ""
            return kind.isEmpty || kind.contains(".index.") || kind.contains(".list.")
        } catch {
            return true
        }
    }
}

extension PinnedImage {
    /// `repository@digest`, without the tag: the name under which an engine finds exactly these
    /// bits, and which ECS documents for task definitions.
    var bare: String {
        PinnedImage(repository: repository, digest: digest).reference.familiar
    }
}
