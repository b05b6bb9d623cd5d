import PinionFiles
import PinionModel

extension EvidenceGathering {
    /// Finds, by pin, earlier pins for objects that a change newly pins to what they run; empty if
    /// neither the ledger nor the commits have another digest.
    ///
    /// A pin that one change removes, and the next one brings back with what someone deployed past
    /// git in between, is no adoption. The ledger has services by their keys; the commits of the
    /// environment's folder have their names in the runtime too.
    func replacedPins(
        for objects: [PinnedObject], in name: String, _ past: PastPins
    ) async -> [PinKey: ReplacedPin] {
        let open = objects.filter { !past.ranLast($0) }
        var found: [PinKey: ReplacedPin] = [:]
        for object in open {
            found[object.key] =
                past.other(than: object).map { .other($0) } ?? past.gap.map { .unknown($0) }
        }
        let rest = open.filter { found[$0.key] == nil }
        guard !rest.isEmpty else { return found }
        do throws(SourceError) { found.merge(try await pinned(for: rest, in: name)) { $1 } } catch {
            for object in rest { found[object.key] = .unknown(Failure(error)) }
        }
        return found
    }

    private func pinned(
        for objects: [PinnedObject], in name: String
    ) async throws(SourceError) -> [PinKey: ReplacedPin] {
        let folder = "\(port.settings.environmentsFolder)/\(name)"
        var open = objects
        var found: [PinKey: ReplacedPin] = [:]
        let versions = try await port.history.versions(of: folder, at: reading.commit, limit: 1_000)
        for version in versions where !open.isEmpty {
            let files = try await port.source.files(of: version.revision.id, at: [folder])
            let services = files.filter { $0.path.hasSuffix("pins.yaml") }
                .flatMap { FiledPins.services(in: $0) ?? [] }
            for object in open {
                found[object.key] = services.flatMap(object.pins)
                    .first { $0.digest != object.image.digest }.map { .other($0) }
            }
            open.removeAll { found[$0.key] != nil }
        }
        return found
    }
}
