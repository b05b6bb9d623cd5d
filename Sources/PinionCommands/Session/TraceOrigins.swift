import PinionFiles
import PinionGit
import PinionHistory
import PinionModel

/// Finds the commits that brought images to pins.
struct TraceOrigins: Sendable {
    private let session: Session

    init(_ session: Session) { self.session = session }

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
        let files = try await session.filedPins(at: run.commit)
        let found = files.first { file in
            file.environment == run.environment.description && Self.pins(file.pins, run)
        }
        guard let path = found?.path else { return nil }
        for limit in [64, 4_096] {
            let (versions, isWhole) = try await session.versions(
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

extension Session {
    /// The versions of a file along the first parents of a commit, and whether the oldest is the file's first: its commit
    /// has no parent, or the file is new in it.
    func versions(
        of path: String, at commit: CommitID, limit: Int
    ) async throws(SourceError) -> (versions: [FileVersion], isWhole: Bool) {
        let versions = try await history.versions(of: path, at: commit, limit: limit)
        guard let last = versions.last else { return ([], false) }
        guard last.file != nil,
            let parent = try await history.commit(last.revision.id).parents.first
        else { return (versions, true) }
        return (versions, try await source.files(of: parent, at: [path]).isEmpty)
    }

    /// The tracked branch.
    var source: any Source { place.source(branch: project.settings.branch) }

    /// The pins files of a commit, in the folder that its own settings name, or those of the tip where they have mistakes.
    func filedPins(at commit: CommitID) async throws(SourceError) -> [FiledPins] {
        let settings = try await source.files(of: commit, at: [ProjectReader.settingsPath])
        let reader = zones.reader
        let root: String
        do throws(FileMistakes) {
            root = try reader.settings(from: settings).environmentsFolder
        } catch {
            root = project.settings.environmentsFolder
        }
        return FiledPins.all(in: try await source.files(of: commit, at: [root]), root: root)
    }
}
