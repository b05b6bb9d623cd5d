package import PinionModel

extension UndonePins {
    /// Finds the reverted pins of an environment, and the files that git cannot answer for.
    ///
    /// `pins` reads the pins of a file; it returns `nil` for mistakes.
    package init(
        in environment: Environment, at commit: CommitID, _ history: any History,
        reading pins: @escaping (RepositoryFile) -> [PinKey: Pin]?
    ) async {
        self = await UndoneReading(history: history, pins: pins).undone(in: environment, at: commit)
    }
}

/// Reads reverted pins from git's history.
private struct UndoneReading {
    let history: any History
    let pins: (RepositoryFile) -> [PinKey: Pin]?

    /// The most commits read for one file, and the number to read if these exceed Pinion's limit.
    private static let mostCommits = (at: 200, instead: 20)

    /// Finds the reverted pins of an environment, and the files that git cannot answer for.
    func undone(in environment: Environment, at commit: CommitID) async -> UndonePins {
        var all = UndonePins()
        for path in Set(environment.pins.values.map(\.site.path)).sorted() {
            do throws(SourceError) {
                all.merge(try await undone(in: path, at: commit, looking: Self.mostCommits.at))
            } catch {
                all.merge(await end(of: path, at: commit, error))
            }
        }
        var others: Set<CommitID> = []
        for commit in all.commits where await isPinionsOwn(commit) { others.insert(commit) }
        return all.without(others)
    }

    private func undone(
        in path: String, at commit: CommitID, looking limit: Int
    ) async throws(SourceError) -> UndonePins {
        let versions = try await history.versions(of: path, at: commit, limit: limit)
        return UndonePins(
            in: versions.compactMap { version in
                version.file.flatMap { pins($0) }.map {
                    (version.revision, $0.mapValues(\.image))
                }
            })
    }

    /// Reads the newest part of a history that cannot be read as a whole, and notes that.
    private func end(
        of path: String, at commit: CommitID, _ error: SourceError
    ) async -> UndonePins {
        var found = UndonePins()
        guard case .tooLarge = error else {
            found.miss(path, Failure(error))
            return found
        }
        let few = Self.mostCommits.instead
        do throws(SourceError) {
            found = try await undone(in: path, at: commit, looking: few)
            found.miss(path, Failure(error), after: few)
        } catch {
            found.miss(path, Failure(error))
        }
        return found
    }

    /// Whether a commit, or one that it merges, is Pinion's own move by a rule, which reverted
    /// nothing, or its rollback, whose hold says what may not return and until when.
    private func isPinionsOwn(_ commit: CommitID) async -> Bool {
        guard let details = await history.knownCommit(commit) else { return false }
        if details.isPinionsOwn { return true }
        for merged in details.parents.dropFirst()
        where await history.knownCommit(merged)?.isPinionsOwn == true { return true }
        return false
    }
}

extension CommitDetails {
    fileprivate var isPinionsOwn: Bool { isByRule || isRollback }
}
