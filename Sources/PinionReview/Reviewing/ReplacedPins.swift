import PinionFiles
import PinionModel

/// Looks what was pinned before for objects that a change pins newly to what they run.
///
/// A pin that one change takes away and the next one brings back with what somebody deployed past git in between is no
/// adoption. The ledger knows services by their keys; the commits of the environment's folder know their names too.
struct ReplacedPins: Sendable {
    let ports: ReviewPorts
    let settings: ProjectSettings
    let reading: ReviewReading

    /// How many commits are looked at.
    private static let most = 1_000

    /// What stood before, by pin; nothing where the ledger or the commits know of no other bits.
    func found(
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
        do throws(SourceError) {
            found.merge(try await pinned(for: rest, in: name)) { $1 }
        } catch {
            for object in rest { found[object.key] = .unknown(error.description) }
        }
        return found
    }

    private func pinned(
        for objects: [PinnedObject], in name: String
    ) async throws(SourceError) -> [PinKey: ReplacedPin] {
        let folder = "\(settings.environmentsFolder)/\(name)"
        var open = objects
        var found: [PinKey: ReplacedPin] = [:]
        let versions = try await ports.history.versions(
            of: folder, at: reading.commit, limit: Self.most)
        for version in versions where !open.isEmpty {
            let files = try await ports.source.files(of: version.revision.id, at: [folder])
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
