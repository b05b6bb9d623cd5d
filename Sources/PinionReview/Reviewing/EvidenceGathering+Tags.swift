import PinionFiles
import PinionModel

extension EvidenceGathering {
    /// Returns the tags with digests that the base pins, or pinned before.
    ///
    /// A promotion and a rollback write what was pinned before, whose tag may have moved since.
    /// Before means at the tip of the branch, as recorded in the ledger: a commit in the middle of
    /// a change pins what no one judged, and the next one may take it back. Git is asked only if
    /// there is no ledger that every host reads.
    func knownTags(of subject: ReviewSubject, _ past: PastPins) async -> Set<TaggedDigest> {
        let environments = (try? reading.base.get().environments) ?? []
        let pins = environments.compactMap { try? $0.result.get() }.flatMap(\.pins.values)
        var known = Set(pins.map(\.image).compactMap(TaggedDigest.init)).union(past.tags)
        guard let base = subject.base.environment,
            port.settings.ledger == .local || base.rules.apply == .never
        else { return known }
        for path in Set(base.pins.values.map(\.site.path)).sorted() {
            known.formUnion(await formerTags(in: path))
        }
        return known
    }

    /// Reads the tags of one file's newest 100 commits; empty if git cannot tell (a shallow clone).
    private func formerTags(in path: String) async -> [TaggedDigest] {
        do throws(SourceError) {
            let files = try await port.history.versions(of: path, at: reading.commit, limit: 100)
                .compactMap(\.file)
            return files.flatMap { FiledPins.services(in: $0) ?? [] }.flatMap(\.pins).map(\.image)
                .compactMap(TaggedDigest.init)
        } catch { return [] }
    }
}

extension ReviewSubject {
    /// Whether the change writes a digest beside a tag that names something else, or nothing.
    func hasDivergingTag(_ answers: RegistryAnswers) -> Bool {
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
