import CLibgit2

extension RepositoryHandle {
    /// Returns one pack of commits with their trees and files, as bytes.
    func pack(of commits: [ObjectID]) throws(GitError) -> [UInt8] {
        let builder = try builder(of: commits)
        var buffer = unsafe git_buf()
        defer { unsafe git_buf_dispose(&buffer) }
        try check("pack \(commits.count) commits") {
            unsafe builder.with { unsafe git_packbuilder_write_buf(&buffer, $0) }
        }
        return unsafe Array(UnsafeRawBufferPointer(start: buffer.ptr, count: buffer.size))
    }

    /// Writes one pack of commits with their trees and files into another repository.
    func writePack(of commits: [ObjectID], into other: RepositoryHandle) throws(GitError) {
        let builder = try builder(of: commits)
        let folder = "\(other.gitFolder)objects/pack"
        try check("write a pack into \(folder)") {
            unsafe builder.with { unsafe git_packbuilder_write($0, folder, 0, nil, nil) }
        }
    }

    private func builder(of commits: [ObjectID]) throws(GitError) -> Owned {
        let builder = try unsafe own("begin a pack") {
            unsafe git_packbuilder_free($0)
        } _: { pointer in
            unsafe withRepository { unsafe git_packbuilder_new(&pointer, $0) }
        }
        for commit in commits {
            var oid = commit.oid
            try check("pack the commit \(commit.short)") {
                unsafe builder.with { unsafe git_packbuilder_insert_commit($0, &oid) }
            }
        }
        return builder
    }

    /// Adds the objects of a pack; the checksums of the pack and of every object are checked.
    func take(pack bytes: [UInt8]) throws(GitError) {
        var writer: UnsafeMutablePointer<git_odb_writepack>?
        try check("take a pack in") {
            unsafe withObjects { unsafe git_odb_write_pack(&writer, $0, nil, nil) }
        }
        guard let writer = unsafe writer else { throw .missing(object: "a writer of packs") }
        defer { unsafe writer.pointee.free?(writer) }
        var progress = git_indexer_progress()
        try check("read the pack") {
            unsafe bytes.withUnsafeBytes {
                unsafe writer.pointee.append?(writer, $0.baseAddress, $0.count, &progress) ?? -1
            }
        }
        try check("keep the pack") { unsafe writer.pointee.commit?(writer, &progress) ?? -1 }
    }
}
