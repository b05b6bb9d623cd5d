import PinionModel

/// A repository on this host, which owns its libgit2 objects.
///
/// Every call runs on the repository's own serial queue, and returns values.
actor Repository {
    private nonisolated let executor: QueueExecutor
    private let handle: RepositoryHandle
    /// The path in messages: the working tree's root, or the bare repository.
    nonisolated let path: String
    /// The folder of git's own files, with a slash at the end.
    nonisolated let gitFolder: String
    /// The root of the working tree, without a slash at the end; `nil` for a bare repository.
    nonisolated let workTree: String?

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    /// Opens an existing repository.
    static func open(_ path: String, _ way: RepositoryHandle.Way) async throws(GitError)
        -> Repository
    {
        try await Opener(queue: QueueExecutor(label: "pinion.git")).open(path, way)
    }

    fileprivate init(_ handle: sending RepositoryHandle, on executor: QueueExecutor) {
        let gitFolder = handle.gitFolder
        let workTree = handle.workTree.map(withoutSlash)
        (self.gitFolder, self.workTree) = (gitFolder, workTree)
        path = workTree ?? withoutSlash(gitFolder)
        (self.executor, self.handle) = (executor, handle)
    }

    /// Whether the repository still exists: if it does not, every ref seems to be missing.
    nonisolated var isThere: Bool { Files.exists("\(gitFolder)HEAD") }

    /// Runs a piece of work on the repository's queue.
    func perform<Result: Sendable>(
        _ work: @Sendable (RepositoryHandle) throws(GitError) -> Result
    ) throws(GitError) -> Result {
        try work(handle)
    }
}

/// Opens a repository on the queue that it will run on.
private actor Opener {
    private nonisolated let executor: QueueExecutor

    nonisolated var unownedExecutor: UnownedSerialExecutor {
        unsafe executor.asUnownedSerialExecutor()
    }

    init(queue: QueueExecutor) { executor = queue }

    func open(_ path: String, _ way: RepositoryHandle.Way) throws(GitError) -> Repository {
        try Repository(RepositoryHandle(opening: path, way), on: executor)
    }
}

/// Returns a folder's path without the slash at its end; the root is left as it is.
func withoutSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
}
