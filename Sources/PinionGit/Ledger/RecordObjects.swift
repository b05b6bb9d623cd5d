import PinionModel

/// A ledger's record as git objects: a commit whose tree holds the files `entry` and `state`.
///
/// The bytes depend on the record and its place in the chain alone, so that writing it twice makes
/// one commit.
enum RecordObjects {
    /// Writes a record onto a tip, and returns its commit; no ref moves.
    static func write(
        _ record: LedgerRecord, onto tip: ObjectID?, in handle: RepositoryHandle
    ) throws(GitError) -> ObjectID {
        let tree = try CommitWriter(handle).tree(of: [
            "entry": Array(record.entry.utf8), "state": Array(record.state.utf8),
        ])
        return try CommitWriter(handle).commit(
            tree: tree, parents: [tip].compactMap(\.self), message: record.message, at: record.at)
    }

    /// Reads the record of a commit, and its parent.
    static func read(
        _ id: ObjectID, in handle: RepositoryHandle
    ) throws(GitError) -> (record: LedgerRecord, parent: ObjectID?) {
        let label = "the record \(id.short)"
        let commit = try handle.commit(id)
        guard commit.parents.count < 2 else {
            throw .malformed(object: label, reason: "it has several parents")
        }
        let entries = try handle.entries(of: commit.tree, path: "of \(label)")
        func text(_ name: String) throws(GitError) -> String {
            guard let entry = entries.first(where: { $0.name.elementsEqual(name.utf8) }),
                entry.mode == .file
            else { throw .malformed(object: label, reason: "it has no file “\(name)”") }
            let bytes = try handle.bytes(of: entry.id, as: .blob, atMost: Limits.totalBytes)
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw .malformed(object: label, reason: "its file “\(name)” is not UTF-8")
            }
            return text
        }
        let record = try LedgerRecord(
            message: commit.message, entry: text("entry"), state: text("state"),
            at: commit.committer.at)
        return (record, commit.parents.first)
    }
}
