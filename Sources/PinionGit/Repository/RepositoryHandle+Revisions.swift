import CLibgit2
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

    /// Finds the commit that a name means in this repository; `nil` if it names none.
    ///
    /// The name may be `HEAD`, a full id, a full ref name, a branch, a tag, or seven or more digits
    /// of an id.
    func commit(named text: String) throws(GitError) -> ObjectID? {
        for ref in [text, "refs/heads/\(text)", "refs/tags/\(text)"] where Self.isRefName(ref) {
            if let id = try commit(at: ref) { return id }
        }
        return try commit(withID: text)
    }

    /// Takes steps from a commit; `nil` if there is no such parent.
    /// - Throws: ``GitError/shallow`` if the history is cut off before it.
    func commit(_ steps: [RevisionText.Step], from id: ObjectID) throws(GitError) -> ObjectID? {
        var id = id
        for step in steps {
            let (number, times) =
                switch step {
                case .parent(let number): (number, 1)
                case .ancestors(let times): (1, times)
                }
            for _ in 0..<times {
                let parents = try commit(id).parents
                guard parents.count >= number else { return nil }
                guard try header(of: parents[number - 1]) != nil else {
                    if isShallow { throw .shallow }
                    throw .missing(object: "the commit \(parents[number - 1].short)")
                }
                id = parents[number - 1]
            }
        }
        return id
    }

    /// Returns the ref of the branch that a branch follows; `nil` if it follows none.
    ///
    /// git-config(1), "branch.<name>.merge"; the ref is the local copy of the remote's branch.
    func upstream(ofBranch name: String) throws(GitError) -> String? {
        var branch = name.hasPrefix("refs/heads/") ? name : "refs/heads/\(name)"
        if name == "HEAD" {
            guard let head = try symbolicTarget(of: "HEAD") else { return nil }
            branch = head
        }
        guard Self.isRefName(branch) else { return nil }
        var buffer = unsafe git_buf()
        defer { unsafe git_buf_dispose(&buffer) }
        let isThere = try found("find what \(branch) follows") {
            unsafe withRepository { unsafe git_branch_upstream_name(&buffer, $0, branch) }
        }
        guard isThere, let text = unsafe buffer.ptr else { return nil }
        return unsafe String(cString: text)
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
