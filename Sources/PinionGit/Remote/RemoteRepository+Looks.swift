import PinionModel

extension RemoteRepository {
    /// Fetches the messages of the commits that some refs of the remote lead to; none is kept.
    ///
    /// An unreadable one does not hide the others. If `isDeciding`, the wait is as long as for any
    /// question to the remote.
    func looks(
        _ refs: [String], isDeciding: Bool
    ) async throws(SourceError) -> [String: PostedLook] {
        var found: [String: PostedLook] = [:]
        let limit = isDeciding ? nil : Self.longestWait
        for event in await client.run(.peek(refs: refs), within: limit) {
            switch event {
            case .text(let ref, let id, let message):
                found[ref] = PostedLook(id: id, message: message)
            case .ref(let ref, let id?): found[ref] = PostedLook(id: id)
            case .status(let ref, let obstacle): found[ref]?.obstacle = obstacle
            case .failed(let error): throw error
            default: break
            }
        }
        return found
    }

    /// Replaces refs with new commits in one push; returns which landed, and why others did not.
    ///
    /// If one of them has moved since, nothing is sent: the process that moved it has looked, too.
    func post(_ posts: [LookPost]) async -> (landed: [String: ObjectID], failure: String?) {
        var ids: [String: ObjectID] = [:]
        var refused: [String] = []
        var taken: Set<String> = []
        var failure: String?
        for event in await client.run(.post(posts), within: Self.longestWait) {
            switch event {
            case .ref(let ref, let id?): ids[ref] = id
            case .status(let ref, nil): taken.insert(ref)
            case .status(let ref, let reason?): refused.append("\(ref): \(reason.printable)")
            case .pushed(let code, let message): if code != 0 { failure = message.printable }
            case .failed(let error): failure = error.description
            default: break
            }
        }
        let told = refused.isEmpty ? failure : refused.joined(separator: "; ")
        return (ids.filter { taken.contains($0.key) }, told.map { "\(label): \($0)" })
    }

    /// The longest wait for information that only shows who looked.
    private static let longestWait = Duration.seconds(20)
}
