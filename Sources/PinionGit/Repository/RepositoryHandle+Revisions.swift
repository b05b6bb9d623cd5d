import PinionModel

extension RepositoryHandle {
    /// Returns a commit's summary for readers.
    func revision(_ id: ObjectID) throws(GitError) -> Revision {
        guard let commit = id.commit else { throw .missing(object: "the commit \(id)") }
        return try self.commit(id).revision(commit)
    }

    /// Returns the files of a commit at `roots`, in path order.
    func files(of commit: ObjectID, at roots: [String]) throws(GitError) -> [RepositoryFile] {
        var reader = FileReader(self)
        return try reader.files(of: commit, at: roots)
    }

    /// Returns the paths at `roots` in a commit, each with the id of its contents.
    func listing(of commit: ObjectID, at roots: [String]) throws(GitError) -> [String: ObjectID] {
        var reader = FileReader(self)
        let found = try reader.list(commit, at: roots)
        return Dictionary(found.map { ($0.path, $0.entry.id) }) { first, _ in first }
    }

    /// Finds the commit that a text names in this repository; `nil` if it names none.
    ///
    /// The text may be `HEAD`, a full id, a full ref name, a branch, or seven or more digits of an
    /// id. Git's revision expressions are never evaluated.
    func commit(named text: String) throws(GitError) -> ObjectID? {
        for ref in [text, "refs/heads/\(text)"] where Self.isRefName(ref) {
            if let id = try commit(at: ref) { return id }
        }
        return try commit(withID: text)
    }

    /// Finds the commit whose id is the text or begins with it; `nil` if there is none.
    func commit(withID text: String) throws(GitError) -> ObjectID? {
        guard text.isShortID else { return nil }
        if let id = ObjectID(parsing: text) {
            return try header(of: id)?.kind == .commit ? id : nil
        }
        return try commit(beginningWith: text)
    }

    /// Returns the short name of the branch that is tracked by default: see ``LocalSource``.
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
