import PinionFiles
import PinionModel

/// Finds the commits that brought images to pins.
struct TraceOrigins: Sendable {
    private let ports: HistoryPorts

    /// Reads from the given ports.
    package init(_ ports: HistoryPorts) { self.ports = ports }

    /// The commit that brought a run's image to its pin; nil where that cannot be read.
    func origin(of run: ImageRun) async -> PinOrigin? {
        do {
            return try await find(run)
        } catch {
            return nil
        }
    }

    /// Looks at few versions first: most images come with one of the last commits before they are applied.
    private func find(_ run: ImageRun) async throws -> PinOrigin? {
        let files = try await ports.filedPins(at: run.commit)
        let found = files.first { file in
            file.environment == run.environment.description && Self.pins(file.pins, run)
        }
        guard let path = found?.path else { return nil }
        for limit in [64, 4_096] {
            let (versions, isWhole) = try await ports.versions(
                of: path, at: run.commit, limit: limit)
            let origin = PinOrigin(in: versions, isWhole: isWhole) { file in
                Self.pins(FiledPins.read(file), run)
            }
            if origin?.isExact == true || limit > 64 { return origin }
        }
        return nil
    }

    /// Whether a file's pins have a run's image for its container.
    private static func pins(_ pins: [PinKey: Pin]?, _ run: ImageRun) -> Bool {
        pins?.contains { key, pin in
            key.covers(run.container) && pin.image.digest == run.image.digest
        } ?? false
    }
}
