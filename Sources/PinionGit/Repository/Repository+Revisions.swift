import PinionModel

extension Repository {
    /// A commit with what a reader needs of it.
    func revision(_ id: ObjectID) throws(GitError) -> Revision {
        try perform { (handle) throws(GitError) in
            guard let commit = id.commit else { throw .missing(object: "the commit \(id)") }
            return try handle.commit(id).revision(commit)
        }
    }

    /// The files of a commit at `roots`, in path order.
    func files(of commit: ObjectID, at roots: [String]) throws(GitError) -> [RepositoryFile] {
        try perform { (handle) throws(GitError) in
            var reader = FileReader(handle)
            return try reader.files(of: commit, at: roots)
        }
    }

    /// Whether one commit is the other or an ancestor of it; false where one of them is not there.
    func isAncestor(_ ancestor: ObjectID, of commit: ObjectID) throws(GitError) -> Bool {
        try perform { (handle) throws(GitError) in
            try handle.isAncestor(ancestor, of: commit)
        }
    }

    /// The commit that a ref leads to; nil where there is none.
    func commit(at ref: String) throws(GitError) -> ObjectID? {
        try perform { (handle) throws(GitError) in try handle.commit(at: ref) }
    }

    /// The commit that a text names in this repository; nil where it names none.
    ///
    /// Understood: `HEAD`, a full id, a full ref name, a branch, and seven or more digits of an
    /// id. No expression of git's is ever evaluated.
    func commit(named text: String) throws(GitError) -> ObjectID? {
        try perform { (handle) throws(GitError) in
            for ref in [text, "refs/heads/\(text)"] where RepositoryHandle.isRefName(ref) {
                if let id = try handle.commit(at: ref) { return id }
            }
            return try handle.commit(withID: text)
        }
    }

    /// The commit whose id a text is, or begins; nil where there is none.
    func commit(withID text: String) throws(GitError) -> ObjectID? {
        try perform { (handle) throws(GitError) in try handle.commit(withID: text) }
    }

    /// What stands at `roots` in a commit: each path with the id of its contents.
    func listing(
        of commit: ObjectID, at roots: [String]
    ) throws(GitError) -> [String: ObjectID] {
        try perform { (handle) throws(GitError) in
            var reader = FileReader(handle)
            let found = try reader.list(commit, at: roots)
            return Dictionary(found.map { ($0.path, $0.entry.id) }) { first, _ in first }
        }
    }

    /// The address of a remote by its name; nil where there is none.
    func address(ofRemote name: String) throws(GitError) -> String? {
        try perform { (handle) throws(GitError) in try handle.address(ofRemote: name) }
    }

    /// The branch that stands for the repository: see ``GitSource``.
    func defaultBranch(prefersMain: Bool) throws(GitError) -> String {
        try perform { (handle) throws(GitError) in
            if prefersMain, try handle.target(of: "refs/heads/main") != nil { return "main" }
            let head = try handle.symbolicTarget(of: "HEAD")
            guard let head, head.hasPrefix("refs/heads/") else { return "main" }
            return String(head.dropFirst("refs/heads/".count))
        }
    }
}

extension RepositoryHandle {
    /// The commit whose id a text is, or begins; nil where there is none.
    func commit(withID text: String) throws(GitError) -> ObjectID? {
        guard text.isShortID else { return nil }
        if let id = ObjectID(parsing: text) {
            return try header(of: id)?.kind == .commit ? id : nil
        }
        return try commit(beginningWith: text)
    }
}

extension String {
    /// Whether the text is 7 to 40 hexadecimal digits in lower case.
    var isShortID: Bool {
        (7...40).contains(utf8.count)
            && utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
