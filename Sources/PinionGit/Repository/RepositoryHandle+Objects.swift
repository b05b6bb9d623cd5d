import CLibgit2

extension RepositoryHandle {
    /// The kinds of objects that are read and written.
    enum Kind: Hashable, Sendable {
        case commit
        /// A folder.
        case tree
        /// A file.
        case blob
        /// An annotated tag.
        case tag

        fileprivate init?(_ type: git_object_t) {
            switch type {
            case GIT_OBJECT_COMMIT: self = .commit
            case GIT_OBJECT_TREE: self = .tree
            case GIT_OBJECT_BLOB: self = .blob
            case GIT_OBJECT_TAG: self = .tag
            default: return nil
            }
        }

        fileprivate var type: git_object_t {
            switch self {
            case .commit: GIT_OBJECT_COMMIT
            case .tree: GIT_OBJECT_TREE
            case .blob: GIT_OBJECT_BLOB
            case .tag: GIT_OBJECT_TAG
            }
        }
    }

    /// Returns an object's kind and size without reading its bytes; `nil` if it is missing.
    func header(of id: ObjectID) throws(GitError) -> (kind: Kind, size: Int)? {
        var size = 0
        var type = GIT_OBJECT_INVALID
        var oid = id.oid
        let isThere = try found("read the object \(id.short)") {
            unsafe withObjects { unsafe git_odb_read_header(&size, &type, $0, &oid) }
        }
        return isThere ? Kind(type).map { (kind: $0, size: size) } : nil
    }

    /// Reads an object's bytes, whose hash libgit2 compares with the id.
    /// - Throws: ``GitError/missing(object:)`` if it is missing or of another kind.
    func bytes(of id: ObjectID, as kind: Kind, atMost limit: Int) throws(GitError) -> [UInt8] {
        guard let header = try header(of: id), header.kind == kind else {
            throw .missing(object: "\(kind) \(id.short)")
        }
        guard header.size <= limit else {
            throw .tooLarge(object: "the \(kind) \(id.short)", limit: limit.asBytes)
        }
        var oid = id.oid
        let object = try unsafe own("read the object \(id.short)") {
            unsafe git_odb_object_free($0)
        } _: { pointer in
            unsafe withObjects { unsafe git_odb_read(&pointer, $0, &oid) }
        }
        return unsafe object.with {
            unsafe Array(
                UnsafeRawBufferPointer(
                    start: git_odb_object_data($0), count: git_odb_object_size($0)))
        }
    }

    /// Writes an object, and checks that it exists afterwards.
    func write(_ bytes: [UInt8], as kind: Kind) throws(GitError) -> ObjectID {
        var oid = git_oid()
        try check("write an object into \(path)") {
            unsafe bytes.withUnsafeBytes { buffer in
                unsafe withObjects {
                    unsafe git_odb_write(&oid, $0, buffer.baseAddress, buffer.count, kind.type)
                }
            }
        }
        let id = ObjectID(oid)
        guard let written = try header(of: id), written.kind == kind, written.size == bytes.count
        else { throw .missing(object: "the \(kind) \(id.short), just written into \(path),") }
        return id
    }

    /// Returns the id that bytes would have as an object; nothing is written.
    static func id(of bytes: [UInt8], as kind: Kind) -> ObjectID {
        Library.start
        var oid = git_oid()
        _ = unsafe bytes.withUnsafeBytes {
            unsafe git_odb_hash(&oid, $0.baseAddress, $0.count, kind.type)
        }
        return ObjectID(oid)
    }

    /// Reads a commit by the strict rules.
    func commit(_ id: ObjectID) throws(GitError) -> CommitObject {
        try CommitParser.commit(
            of: bytes(of: id, as: .commit, atMost: Limits.commitBytes), label: "commit \(id.short)")
    }

    /// Reads a folder's entries by the strict rules; `path` names it in errors.
    ///
    /// If `isStrict` is false, as for finding which entries differ, names may differ only in case.
    func entries(
        of tree: ObjectID, path: String, isStrict: Bool = true
    ) throws(GitError) -> [TreeEntry] {
        let label = path.isEmpty ? "the root folder" : "the folder \(path)"
        return try TreeParser.entries(
            of: bytes(of: tree, as: .tree, atMost: Limits.treeBytes), label: label,
            isStrict: isStrict)
    }

    /// Returns the only commit whose id begins with some digits; `nil` if there is none.
    /// - Throws: ``GitError/malformed(object:reason:)`` if there are several.
    func commit(beginningWith digits: String) throws(GitError) -> ObjectID? {
        var prefix = git_oid()
        var found = git_oid()
        guard unsafe git_oid_fromstrp(&prefix, digits) == 0 else { return nil }
        do {
            try check("look for the commit \(digits)") {
                unsafe withObjects {
                    unsafe git_odb_exists_prefix(&found, $0, &prefix, digits.utf8.count)
                }
            }
        } catch {
            switch error.code {
            case .some(GIT_ENOTFOUND): return nil
            case .some(GIT_EAMBIGUOUS):
                throw .malformed(object: digits, reason: "several objects begin with it")
            default: throw error
            }
        }
        let id = ObjectID(found)
        return try header(of: id)?.kind == .commit ? id : nil
    }

    /// Whether one commit is the other or an ancestor of it; false if one of them is missing.
    /// - Throws: ``GitError/shallow`` if a shallow clone does not show that it is.
    func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) throws(GitError) -> Bool {
        if ancestor == commit { return true }
        for id in [ancestor, commit] where try header(of: id)?.kind != .commit {
            if isShallow { throw .shallow }
            return false
        }
        var (older, younger) = (ancestor.oid, commit.oid)
        let answer = try unlessShallow { () throws(GitError) in
            try check("compare the commits \(ancestor.short) and \(commit.short)") {
                unsafe withRepository { unsafe git_graph_descendant_of($0, &younger, &older) }
            }
        }
        if answer != 1, isShallow { throw .shallow }
        return answer == 1
    }

    /// Returns the best common ancestor of two commits; `nil` if they have none.
    /// - Throws: ``GitError/shallow`` if a shallow clone shows none.
    func mergeBase(_ one: ObjectID, _ other: ObjectID) throws(GitError) -> ObjectID? {
        var (one, other, base) = (one.oid, other.oid, git_oid())
        let isThere = try unlessShallow { () throws(GitError) in
            try found("compare two commits") {
                unsafe withRepository { unsafe git_merge_base(&base, $0, &one, &other) }
            }
        }
        if !isThere, isShallow { throw .shallow }
        return isThere ? ObjectID(base) : nil
    }

    /// Runs work, and replaces its error with ``GitError/shallow`` in a shallow clone.
    func unlessShallow<Result>(_ work: () throws(GitError) -> Result) throws(GitError) -> Result {
        do { return try work() } catch { throw isShallow ? .shallow : error }
    }
}
