import PinionFiles
import PinionModel

/// Looks which tags with digests the base pins, or pinned before.
///
/// A promotion and a rollback write what was pinned before, whose tag may have moved on since. Before means at the tip of
/// the branch, as the ledger tells it: a commit in the middle of a change pins what nobody judged, and is taken back by the
/// next one. Git alone is asked where no ledger is kept that every host reads.
struct KnownTags: Sendable {
    let ports: ReviewPorts
    let settings: ProjectSettings
    let reading: ReviewReading

    /// How many commits are looked at for one file.
    private static let most = 100

    /// Those that count for a subject, beside what its ledger tells.
    func known(to subject: ReviewSubject, _ past: PastPins) async -> Set<TaggedDigest> {
        let environments = (try? reading.base.get().environments) ?? []
        let pins = environments.compactMap { try? $0.result.get() }.flatMap(\.pins.values)
        var known = Set(pins.map(\.image).compactMap(TaggedDigest.init)).union(past.tags)
        guard let base = subject.base.environment,
            settings.ledger == .local || base.rules.apply == .never
        else { return known }
        for path in Set(base.pins.values.map(\.site.path)).sorted() {
            known.formUnion(await before(path))
        }
        return known
    }

    /// What git cannot tell (a shallow clone) is not known.
    private func before(_ path: String) async -> [TaggedDigest] {
        do throws(SourceError) {
            let files = try await ports.history.versions(
                of: path, at: reading.commit, limit: Self.most
            ).compactMap(\.file)
            return files.flatMap { FiledPins.services(in: $0) ?? [] }.flatMap(\.pins).map(\.image)
                .compactMap(TaggedDigest.init)
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
