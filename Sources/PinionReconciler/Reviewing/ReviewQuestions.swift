import PinionModel

/// Asks registries for the images of a change: each once, a bounded number at a time.
struct ReviewQuestions {
    let asking: ReviewAsking
    /// The registries that are not asked.
    let foreign: ForeignRegistries

    /// What is known of every image that the subjects pin newly, and the platforms of those and of what they replace.
    func answers(
        on subjects: [ReviewSubject]
    ) async -> (images: [PinnedImage: ImageAnswer], platforms: [PinnedImage: [Platform]]) {
        let new = Set(subjects.flatMap(\.newImages)).sorted()
        let images = await each(new) { [asking, foreign] image in
            if let reason = foreign.reason(against: image.repository.registry) {
                return ImageAnswer.foreign(reason)
            }
            return await Self.existence(of: image, asking.registry)
        }
        guard let inspector = asking.inspector else { return (images, [:]) }
        let moves = subjects.flatMap(\.moves).filter { images[$0.to] ?? .present == .present }
        let compared = Set(moves.flatMap { [$0.from, $0.to] }).sorted()
        let platforms = await each(compared) { [foreign] image -> [Platform]? in
            guard foreign.reason(against: image.repository.registry) == nil else { return nil }
            return try? await inspector.details(of: image).platforms
        }
        return (images, platforms.compactMapValues(\.self))
    }

    /// Which manifests the new images and the digests that holds refuse have; nothing where no hold refuses any.
    func kin(of subjects: [ReviewSubject], at now: Timestamp) async -> RegistryAnswers {
        let questions = subjects.reduce(into: Set<RegistryQuestion>()) {
            $0.formUnion($1.kinQuestions(at: now))
        }
        return await .asking(
            questions.filter { foreign.reason(against: $0.repository.registry) == nil },
            of: asking.registry)
    }

    private static func existence(
        of image: PinnedImage, _ registry: any Registry
    ) async -> ImageAnswer {
        do throws(RegistryError) {
            return try await registry.exists(image) ? .present : .absent
        } catch {
            if case .notFound = error { return .absent }
            return .unanswered(error.description)
        }
    }

    private func each<Answer: Sendable>(
        _ images: [PinnedImage], _ ask: @escaping @Sendable (PinnedImage) async -> Answer
    ) async -> [PinnedImage: Answer] {
        let answers = await images.concurrentMap(atMost: 16, ask)
        return Dictionary(uniqueKeysWithValues: zip(images, answers))
    }
}
