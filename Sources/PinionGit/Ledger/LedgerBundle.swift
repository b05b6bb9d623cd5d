package import PinionModel

/// A ledger as a file: a git bundle (version 2) of its only ref, with the whole chain in it.
///
/// `git bundle verify FILE` and `git fetch FILE REF` can read it too.
package struct LedgerBundle: Sendable {
    let tip: ObjectID
    let ref: String
    let pack: [UInt8]

    private static let head = "# v2 git bundle\n"

    /// The chain's tip.
    package var id: CommitID? { tip.commit }

    var bytes: [UInt8] { Array("\(Self.head)\(tip) \(ref)\n\n".utf8) + pack }
}

extension LedgerBundle {
    /// Reads a file; `nil` if it is not a bundle of one whole ref.
    package init?(_ bytes: [UInt8]) {
        let head = Array(Self.head.utf8)
        guard bytes.starts(with: head) else { return nil }
        let rest = bytes.dropFirst(head.count)
        guard let end = rest.firstIndex(of: 0x0a), rest.indices.contains(end + 1),
            rest[end + 1] == 0x0a
        else { return nil }
        let line = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
        guard line.count == 2, let tip = ObjectID(parsing: line[0]),
            RepositoryHandle.isRefName(String(line[1]))
        else { return nil }
        self.init(tip: tip, ref: String(line[1]), pack: Array(rest[(end + 2)...]))
    }
}
