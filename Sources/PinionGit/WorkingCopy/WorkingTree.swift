import CLibgit2
import PinionModel

/// The working tree of an operator's repository: read, never written.
struct WorkingTree {
    private let handle: RepositoryHandle
    private let root: String

    /// Finds the working tree of a repository; `nil` for a bare one.
    init?(_ handle: RepositoryHandle) {
        guard let root = handle.workTree else { return nil }
        self.handle = handle
        self.root = withoutSlash(root)
    }

    /// Returns the YAML files at `roots`, each with the id that its contents would have in git.
    ///
    /// Ignored files are left out, and so is anything that is not a plain file.
    func files(at roots: [String]) throws(GitError) -> [String: ObjectID] {
        var files: [String: ObjectID] = [:]
        for path in roots.flatMap(paths) where Self.isRead(path) {
            guard try !isIgnored(path), let id = try id(of: path) else { continue }
            files[path] = id
        }
        return files
    }

    /// Whether Pinion reads files of this name.
    static func isRead(_ path: String) -> Bool { path.hasSuffix(".yaml") }

    private func paths(_ rootPath: String) -> [String] {
        let full = rootPath.isEmpty ? root : "\(root)/\(rootPath)"
        let below = Files.below(full).map { String($0.dropFirst(root.count + 1)) }
        return below.isEmpty && !rootPath.isEmpty ? [rootPath] : below
    }

    private func isIgnored(_ path: String) throws(GitError) -> Bool {
        var ignored: Int32 = 0
        try check("look whether \(path) is ignored") {
            unsafe handle.withRepository { unsafe git_ignore_path_is_ignored(&ignored, $0, path) }
        }
        return ignored == 1
    }

    /// Returns the id of a file as it would be committed, with line ends converted as git would.
    private func id(of path: String) throws(GitError) -> ObjectID? {
        guard Files.isPlain("\(root)/\(path)") else { return nil }
        var oid = git_oid()
        try check("read \(path)") {
            unsafe handle.withRepository {
                unsafe git_repository_hashfile(&oid, $0, "\(root)/\(path)", GIT_OBJECT_BLOB, path)
            }
        }
        return ObjectID(oid)
    }
}

extension RepositoryHandle {
    /// Returns the files at `roots` that the tracked branch lacks or has with other contents.
    ///
    /// `tip` is the tracked branch's, and may be unknown here; then the remote-tracking ref
    /// `tracking` says where both sides parted.
    func unpublished(
        at roots: [String], tip: (id: ObjectID, files: [String: ObjectID]), tracking: String?
    ) throws(GitError) -> [UnpublishedFile] {
        guard let tree = try WorkingTree(self)?.files(at: roots) else { return [] }
        let head = try commit(at: "HEAD")
        var other = try header(of: tip.id) == nil ? nil : Optional(tip.id)
        if other == nil, let tracking { other = try commit(at: tracking) }
        var base: ObjectID?
        do throws(GitError) { if let head, let other { base = try mergeBase(head, other) } } catch {
            // A shallow clone does not show where both sides parted.
            guard case .shallow = error else { throw error }
        }
        func files(_ commit: ObjectID?) throws(GitError) -> [String: ObjectID] {
            try commit.map { id throws(GitError) in try listing(of: id, at: roots) } ?? [:]
        }
        let comparison = try WorkingTreeComparison(
            tip: tip.files.filter { WorkingTree.isRead($0.key) },
            base: files(base).filter { WorkingTree.isRead($0.key) }, head: files(head), tree: tree)
        return comparison.unpublished
    }
}
