import CLibgit2
import Glibc
import PinionModel
import PinionProcess

// Records of who looked last: read and written in a repository that exists for one request.
extension TransportWork {
    func peek(_ refs: [String]) throws(SourceError) {
        pipe.tell(.ready)
        try withDraft { (handle) throws(SourceError) in
            try talking { () throws(GitError) in
                let connection = try connected(GIT_DIRECTION_FETCH, in: handle)
                let wanted = Set(refs)
                let there = try connection.advertised { wanted.contains($0) }
                    .filter { wanted.contains($0.name) }
                if !there.isEmpty { try connection.download(there.map(\.name)) }
                connection.disconnect()
                for one in there {
                    do throws(GitError) {
                        let message = try handle.look(one.id)
                        pipe.tell(.text(one.name, one.id, message))
                    } catch {
                        pipe.tell(.ref(one.name, one.id))
                        pipe.tell(.status(ref: one.name, refusal: "\(error)"))
                    }
                }
            }
        }
        withExtendedLifetime(session) {}
    }

    func post(_ posts: [LookPost]) throws(SourceError) {
        session.pushes = Dictionary(posts.map { ($0.ref, $0.expected) }) { first, _ in first }
        pipe.tell(.ready)
        try withDraft { (handle) throws(SourceError) in
            try talking { () throws(GitError) in
                var specs: [String] = []
                for post in posts {
                    let id = try post.write(in: handle)
                    let carrier = folder.carrier()
                    try handle.put(carrier, on: id)
                    pipe.tell(.ref(post.ref, id))
                    specs.append("+\(carrier):\(post.ref)")
                }
                try send(specs, from: handle)
            }
        }
        withExtendedLifetime(session) {}
    }

    /// Runs work in a temporary repository, and removes it and those that killed processes left.
    private func withDraft(
        _ work: (RepositoryHandle) throws(SourceError) -> Void
    ) throws(SourceError) {
        let (folder, clock) = (request.cache, folder.clock)
        let handle: RepositoryHandle
        let path = "\(folder)/\(Self.draft)\(clock.nonce())"
        do {
            try Files.makeFolder(folder)
            let hourAgo = clock.timestamp.secondsSinceEpoch - 3_600
            for name in Files.names(in: folder) where name.hasPrefix(Self.draft) {
                let old = "\(folder)/\(name)"
                if Files.changed(old).map({ $0 < hourAgo }) == true { try Files.remove(old) }
            }
            handle = try RepositoryHandle(makingBareAt: path)
        } catch { throw .local(path: folder, reason: "\(error)") }
        // If this fails, a later run removes it.
        defer { try? Files.remove(path) }
        try work(handle)
    }

    private static let draft = "look-"
}

extension RepositoryHandle {
    /// Reads the message of the commit that holds a record.
    func look(_ id: ObjectID) throws(GitError) -> String {
        let message = try commit(id).message
        guard message.utf8.count <= LookPost.mostBytes else {
            throw .malformed(object: "\(id)", reason: "it is too large")
        }
        return message
    }
}

extension LookPost {
    /// Reads the fields of a message; `nil` if they are not a look's.
    init?(_ fields: [String]) {
        guard fields.count == 4, LookRef.environment(of: fields[0]) != nil,
            let at = Timestamp(parsing: fields[2])
        else { return nil }
        let expected = ObjectID(parsing: fields[1])
        guard expected != nil || fields[1] == "-" else { return nil }
        self.init(ref: fields[0], expected: expected, message: fields[3], at: at)
    }
}
