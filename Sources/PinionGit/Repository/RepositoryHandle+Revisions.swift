import PinionModel

extension RepositoryHandle {
    /// A commit with what a reader needs of it.
    func revision(_ id: ObjectID) throws(GitError) -> Revision {
        guard let commit = id.commit else { throw .missing(object: "the commit \(id)") }
        return try self.commit(id).revision(commit)
    }

    /// The files of a commit at `roots`, in path order.
    func files(of commit: ObjectID, at roots: [String]) throws(GitError) -> [RepositoryFile] {
        var reader = FileReader(self)
        return try reader.files(of: commit, at: roots)
    }

    /// What stands at `roots` in a commit: each path with the id of its contents.
    func listing(of commit: ObjectID, at roots: [String]) throws(GitError) -> [String: ObjectID] {
        var reader = FileReader(self)
        let found = try reader.list(commit, at: roots)
        return Dictionary(found.map { ($0.path, $0.entry.id) }) { first, _ in first }
    }

    /// The commit that a text names in this repository; nil where it names none.
    ///
    /// Understood: `HEAD`, a full id, a full ref name, a branch, and seven or more digits of an
    /// id. No expression of git's is ever evaluated.
    func commit(named text: String) throws(GitError) -> ObjectID? {
        for ref in [text, "refs/heads/\(text)"] where Self.isRefName(ref) {
            if let id = try commit(at: ref) { return id }
        }
        return try commit(withID: text)
    }

    /// The commit whose id a text is, or begins; nil where there is none.
    func commit(withID text: String) throws(GitError) -> ObjectID? {
        guard text.isShortID else { return nil }
        if let id = ObjectID(parsing: text) {
            return try header(of: id)?.kind == .commit ? id : nil
        }
        return try commit(beginningWith: text)
    }

    /// The short name of the branch that is tracked where none is named: see ``LocalSource``.
    func defaultBranch(prefersMain: Bool) throws(GitError) -> String {
        if prefersMain, try target(of: "refs/heads/main") != nil { return "main" }
        let head = try symbolicTarget(of: "HEAD")
        guard let head, head.hasPrefix("refs/heads/") else { return "main" }
        return String(head.dropFirst("refs/heads/".count))
    }
}

extension String {
    /// Whether the text is 7 to 40 hexadecimal digits in lower case.
    var isShortID: Bool {
        (7...40).contains(utf8.count)
            && utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }
}
