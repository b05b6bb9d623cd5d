import PinionModel

/// Writes a proposal's commit, and compares what it changed with the draft.
enum DraftWriter {
    /// The result of writing a draft.
    enum Outcome<Written: Hashable & Sendable>: Hashable, Sendable {
        /// The commit is written, and changes exactly what the draft says.
        case written(Written)
        /// The commit would change something else, which the clause names.
        case differsFromDraft(String)
    }

    /// Writes the files and folders of a draft, and returns its commit, which is not written yet.
    static func commit(
        of draft: CommitDraft, in handle: RepositoryHandle
    ) throws(GitError) -> Outcome<CommitObject> {
        if let fault = fault(of: draft) { return .differsFromDraft(fault) }
        guard let parent = ObjectID(draft.parent), try handle.header(of: parent)?.kind == .commit
        else { return .differsFromDraft("its parent \(draft.parent.short) is not there") }
        let writer = CommitWriter(handle)
        let base = try handle.commit(parent).tree
        var tree = base
        for file in draft.files {
            tree = try writer.tree(replacing: file.path, with: file.contents, in: tree)
        }
        let pinion = CommitObject.Person(
            name: CommitWriter.author.name, address: CommitWriter.author.address, at: draft.at)
        return .written(
            CommitObject(
                tree: tree, parents: [parent], author: pinion, committer: pinion,
                message: draft.message))
    }

    /// Writes a draft's commit, and compares it with the draft; no ref moves.
    static func write(
        _ commit: CommitObject, signature: String?, of draft: CommitDraft,
        in handle: RepositoryHandle
    ) throws(GitError) -> Outcome<CommitID> {
        guard let parent = ObjectID(draft.parent) else {
            return .differsFromDraft("its parent \(draft.parent.short) is no id")
        }
        let base = try handle.commit(parent).tree
        let id = try CommitWriter(handle).write(commit, signature: signature)
        let written = try handle.commit(id)
        guard written.parents == [parent] else { return .differsFromDraft("it has another parent") }
        if let fault = try fault(of: draft, from: base, to: written.tree, in: handle) {
            return .differsFromDraft(fault)
        }
        guard let commit = id.commit else { return .differsFromDraft("\(id) is no id") }
        return .written(commit)
    }

    /// Returns the reason why a draft cannot be a commit; `nil` if it can.
    private static func fault(of draft: CommitDraft) -> String? {
        if draft.files.isEmpty { return "it changes no file" }
        var seen: Set<String> = []
        for file in draft.files {
            guard file.kind == .file || file.kind == .executable, !file.isTooLarge else {
                return "\(file.path) is no file that can be written"
            }
            if file.contents.count > Limits.blobBytes { return "\(file.path) is larger than 4 MiB" }
            if !seen.insert(file.path).inserted { return "it changes \(file.path) twice" }
        }
        return nil
    }

    /// Returns how the trees' difference deviates from the draft; `nil` if it does not.
    private static func fault(
        of draft: CommitDraft, from old: ObjectID, to new: ObjectID, in handle: RepositoryHandle
    ) throws(GitError) -> String? {
        var rest = Dictionary(draft.files.map { ($0.path, $0.contents) }) { first, _ in first }
        for change in try TreeDifference.changes(from: old, to: new, in: handle) {
            guard let bytes = rest.removeValue(forKey: change.path) else {
                return "it would change \(change.path) too"
            }
            guard let entry = change.new, entry.mode == change.old?.mode ?? .file else {
                return "it would change what \(change.path) is"
            }
            guard try handle.bytes(of: entry.id, as: .blob, atMost: Limits.blobBytes) == bytes
            else { return "it would put other bytes into \(change.path)" }
        }
        return rest.keys.sorted().first.map { "it would not change \($0)" }
    }
}
