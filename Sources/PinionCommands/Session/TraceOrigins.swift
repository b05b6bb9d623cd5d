import PinionFiles
import PinionGit
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
        let files = try await files(of: run.environment, at: run.commit)
        guard let site = pin(of: run, in: files)?.site else { return nil }
        let others = files.filter { $0.path.hasSuffix("/\(Self.rules)") }
        for limit in [64, 4_096] {
            let (versions, isWhole) = try await session.versions(
                of: site.path, at: run.commit, limit: limit)
            let origin = PinOrigin(in: versions, isWhole: isWhole) { file in
                pin(of: run, in: others + [file])?.image.digest == run.image.digest
            }
            if origin?.isExact == true || limit > 64 { return origin }
        }
        return nil
    }

    private static let rules = "environment.yaml"

    private func files(
        of environment: PinionModel::Environment.Name, at commit: CommitID
    ) async throws -> [RepositoryFile] {
        let folder = "\(session.project.settings.environmentsFolder)/\(environment)"
        return try await session.source.files(of: commit, at: [folder])
    }

    private func pin(of run: ImageRun, in files: [RepositoryFile]) -> Pin? {
        guard let environment = session.environment(run.environment, in: files) else { return nil }
        return environment.pins.first { $0.key.covers(run.container) }?.value
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

    /// One environment as some files of its folder have it; nil where they have mistakes.
    func environment(
        _ name: PinionModel::Environment.Name, in files: [RepositoryFile]
    ) -> PinionModel::Environment? {
        environments(in: files).first { $0.name == name }
    }

    /// The environments of some files that can be read.
    func environments(in files: [RepositoryFile]) -> [PinionModel::Environment] {
        let reader = ProjectReader { zones.knows($0) }
        do throws(FileMistakes) {
            return try reader.project(from: files).environments.compactMap { read in
                if case .success(let environment) = read.result { environment } else { nil }
            }
        } catch {
            return []
        }
    }
}
