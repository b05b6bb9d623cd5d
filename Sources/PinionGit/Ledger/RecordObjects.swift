import PinionModel

/// A ledger's record as git objects: a commit whose tree holds the files `entry` and `state`.
///
/// The bytes depend only on the record and its place in the chain, so writing it twice makes one
/// commit.
enum RecordObjects {
    /// Writes a record on top of a tip, and returns its commit; no ref moves.
    static func write(
        _ record: LedgerRecord, onto tip: ObjectID?, in handle: RepositoryHandle
    ) throws(GitError) -> ObjectID {
        let tree = try CommitWriter(handle).tree(of: [
            "entry": Array(record.entry.utf8), "state": Array(record.state.utf8),
        ])
        return try CommitWriter(handle).commit(
            tree: tree, parents: [tip].compactMap(\.self), message: record.message, at: record.at)
    }

    /// Reads the record of a commit, and the commit's parent.
    static func read(
        _ id: ObjectID, in handle: RepositoryHandle
    ) throws(GitError) -> (record: LedgerRecord, parent: ObjectID?) {
        let commit = try commit(id, in: handle)
        let files = try handle.entries(of: commit.tree, path: "of \(label(id))")
        let record = try LedgerRecord(
            message: commit.message, entry: text("entry", of: id, files, in: handle),
            state: text("state", of: id, files, in: handle), at: commit.committer.at)
        return (record, commit.parents.first)
    }

    /// Reads only the entry of a commit; `nil` if it was written before a moment.
    static func readEntry(
        _ id: ObjectID, since start: Timestamp?, in handle: RepositoryHandle
    ) throws(GitError) -> (entry: String, parent: ObjectID?)? {
        let commit = try commit(id, in: handle)
        if let start, commit.committer.at < start { return nil }
        let files = try handle.entries(of: commit.tree, path: "of \(label(id))")
        return (try text("entry", of: id, files, in: handle), commit.parents.first)
    }

    private static func label(_ id: ObjectID) -> String { "the record \(id.short)" }

    private static func commit(
        _ id: ObjectID, in handle: RepositoryHandle
    ) throws(GitError) -> CommitObject {
        let commit = try handle.commit(id)
        guard commit.parents.count < 2 else {
            throw .malformed(object: label(id), reason: "it has several parents")
        }
        return commit
    }

    private static func text(
        _ name: String, of id: ObjectID, _ files: [TreeEntry], in handle: RepositoryHandle
    ) throws(GitError) -> String {
        guard let file = files.first(where: { $0.name.elementsEqual(name.utf8) }),
            file.mode == .file
        else { throw .malformed(object: label(id), reason: "it has no file “\(name)”") }
        let bytes = try handle.bytes(of: file.id, as: .blob, atMost: Limits.totalBytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw .malformed(object: label(id), reason: "its file “\(name)” is not UTF-8")
        }
        return text
    }
}

extension RecordObjects {
    /// Returns every record of a chain, oldest first.
    static func chain(
        _ tip: ObjectID, in handle: RepositoryHandle
    ) throws(GitError) -> [ChainedRecord] {
        var records: [ChainedRecord] = []
        var next: ObjectID? = tip
        while let id = next, let commit = id.commit {
            let (record, parent) = try read(id, in: handle)
            let object = try handle.commit(id)
            let people = Set(
                [object.author, object.committer].map { "\($0.name) <\($0.address)>" })
            records.append(
                ChainedRecord(
                    id: commit, record: record, authors: people.sorted(),
                    authored: object.author.at))
            next = parent
        }
        return records.reversed()
    }
}
