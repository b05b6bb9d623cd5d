import PinionModel

/// The questions to registries about a change's images: each once, a bounded number at a time.
struct ReviewQuestions {
    let registry: any Registry & ImageInspector
    /// The registries that are not asked.
    let foreign: ForeignRegistries

    /// The answers about the images of some subjects.
    struct Answers: Sendable {
        /// The answer whether each newly pinned image is there.
        var images: [PinnedImage: ImageAnswer]
        /// The platforms of new images and of what they replace.
        var platforms: [PinnedImage: [Platform]]
        /// What new images are if they are no images that could run.
        var nonImages: [PinnedImage: String]
    }

    /// Asks about every newly pinned image, and for its platforms and those of the image it
    /// replaces.
    func answers(on subjects: [ReviewSubject]) async -> Answers {
        let new = Set(subjects.flatMap(\.newImages)).sorted()
        let images = await each(new) { [registry, foreign] image in
            if let reason = foreign.reason(against: image.repository.registry) {
                return ImageAnswer.notAsked(reason)
            }
            return await Self.existence(of: image, registry)
        }
        let moves = subjects.flatMap(\.moves).filter { images[$0.to] ?? .present == .present }
        let there = images.filter { $0.value == .present }.keys
        let compared = Set(moves.flatMap { [$0.from, $0.to] }).union(there).sorted()
        let details = await each(compared) { [registry, foreign] image -> ImageDetails? in
            guard foreign.reason(against: image.repository.registry) == nil else { return nil }
            return await Self.details(of: image, registry)
        }
        let found = details.compactMapValues(\.self)
        return Answers(
            images: images,
            platforms: found.filter { $0.value.artifactKind == nil }.mapValues(\.platforms),
            nonImages: found.compactMapValues(\.artifactKind))
    }

    /// Reads an image's details; one that is not readable as an image is known to be none.
    private static func details(
        of image: PinnedImage, _ inspector: any ImageInspector
    ) async -> ImageDetails? {
        do throws(RegistryError) {
            return try await inspector.details(of: image)
        } catch {
            guard case .malformed(_, let reason) = error else { return nil }
            return ImageDetails(
                labels: ImageLabels(), platforms: [], artifactKind: "not readable as one: \(reason)"
            )
        }
    }

    /// Asks what the written tags name, and for the manifests of that if it is not the digest
    /// beside it.
    func tags(of subjects: [ReviewSubject]) async -> RegistryAnswers {
        let images = Set(subjects.flatMap(\.writtenImages)).filter {
            foreign.reason(against: $0.repository.registry) == nil
        }
        var answers = await RegistryAnswers.asking(
            Set(images.compactMap(\.tagQuestion)), of: registry)
        let indexes = images.compactMap { image -> RegistryQuestion? in
            guard let question = image.tagQuestion, case .digest(let named) = answers[question],
                named != image.digest
            else { return nil }
            return .members(PinnedImage(repository: image.repository, digest: named))
        }
        answers.merge(await .asking(Set(indexes), of: registry))
        return answers
    }

    /// Asks for the manifests of new images and refused digests, if a hold refuses any.
    func members(of subjects: [ReviewSubject], at now: Timestamp) async -> RegistryAnswers {
        let questions = subjects.reduce(into: Set<RegistryQuestion>()) {
            $0.formUnion($1.manifestQuestions(at: now))
        }
        return await .asking(
            questions.filter { foreign.reason(against: $0.repository.registry) == nil },
            of: registry)
    }

    private static func existence(
        of image: PinnedImage, _ registry: any Registry
    ) async -> ImageAnswer {
        do throws(RegistryError) {
            return try await registry.exists(image) ? .present : .absent
        } catch {
            if case .notFound = error { return .absent }
            return .unanswered(Failure(error))
        }
    }

    private func each<Answer: Sendable>(
        _ images: [PinnedImage], _ ask: @escaping @Sendable (PinnedImage) async -> Answer
    ) async -> [PinnedImage: Answer] {
        let answers = await images.concurrentMap(atMost: 16, ask)
        return Dictionary(uniqueKeysWithValues: zip(images, answers))
    }
}
