import PinionModel

/// Looks which tags with digests the base pins, or pinned before.
struct KnownTags: Sendable {
    let ports: ReviewPorts
    let reading: ReviewReading

    /// How many commits are looked at for one file.
    private static let most = 100

    /// The evidence on tags; git is asked only where a tag and the digest beside it disagree.
    ///
    /// A promotion and a rollback write what was pinned before, whose tag may have moved on since.
    func evidence(on subjects: [ReviewSubject], _ answers: RegistryAnswers) async -> TagEvidence {
        let odd = subjects.filter { $0.hasOddTag(answers) }
        guard !odd.isEmpty else { return TagEvidence(answers: answers) }
        let environments = (try? reading.base.get().environments) ?? []
        let pins = environments.compactMap { try? $0.result.get() }.flatMap(\.pins.values)
        var known = Set(pins.map(\.image).compactMap(TaggedDigest.init))
        let paths = Set(odd.compactMap(\.base.environment).flatMap(\.pins.values).map(\.site.path))
        for path in paths.sorted() { known.formUnion(await before(path)) }
        return TagEvidence(answers: answers, known: known)
    }

    /// What git cannot tell (a shallow clone) is not known.
    private func before(_ path: String) async -> [TaggedDigest] {
        do throws(SourceError) {
            return try await ports.history.versions(
                of: path, at: reading.commit, limit: Self.most
            ).compactMap(\.file).flatMap(ports.files.images).compactMap(TaggedDigest.init)
        } catch {
            return []
        }
    }
}

extension ReviewSubject {
    /// Whether the change writes a digest beside a tag that names something else, or nothing.
    func hasOddTag(_ answers: RegistryAnswers) -> Bool {
        writtenImages.contains { image in
            guard let question = image.tagQuestion else { return false }
            switch answers[question] {
            case .digest(let named): return named != image.digest
            case .absent: return true
            case .members, .present, .expiry, .unanswered: return false
            }
        }
    }
}
