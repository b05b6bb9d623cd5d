import PinionModel

/// A kind of ref of which each environment has one.
protocol EnvironmentRef {
    /// The prefix of all their names.
    static var prefix: String { get }
}

extension EnvironmentRef {
    /// Returns the ref's full name.
    static func name(of environment: Environment.Name) -> String { "\(prefix)\(environment)" }

    /// Returns the environment of a ref; `nil` for other refs.
    static func environment(of ref: String) -> Environment.Name? {
        guard ref.hasPrefix(prefix) else { return nil }
        return Environment.Name(parsing: ref.dropFirst(prefix.count))
    }
}

/// The ref of an environment's ledger.
enum LedgerRef: EnvironmentRef {
    static let prefix = "refs/pinion/ledger/"
}

/// The ref that records who looked at an environment last: one commit, which is replaced.
///
/// The commit's message is the record and its tree is empty: one object per look. A cache uses the
/// same prefix for its copies of the remote's refs; these refs are never copied there.
enum LookRef: EnvironmentRef {
    static let prefix = "refs/pinion/seen/"
}

/// A record of a look that is to replace the previous one.
struct LookPost: Hashable, Sendable {
    let ref: String
    /// The target that the ref must still have; `nil` if the ref must not exist.
    let expected: ObjectID?
    /// The commit's message.
    let message: String
    /// The time of the look.
    let at: Timestamp

    /// Writes the commit; no ref moves.
    func write(in handle: RepositoryHandle) throws(GitError) -> ObjectID {
        let writer = CommitWriter(handle)
        return try writer.commit(
            tree: try writer.tree(of: [:]), parents: [], message: message, at: at)
    }

    /// The maximum number of bytes of a message that is read.
    static let mostBytes = 16 << 10
}

/// A look's record as the remote has it.
struct PostedLook: Hashable, Sendable {
    /// The commit's id.
    let id: ObjectID
    var message = ""
    /// The reason why there is no message; `nil` if there is one.
    var obstacle: String?

    /// Reads the record, which follows the message's subject line.
    ///
    /// `removal` is the beginning of the command that removes the ref.
    func record(
        of environment: Environment.Name, removedBy removal: String
    ) throws(LedgerError) -> LookRecord {
        let ref = LookRef.name(of: environment)
        let unreadable = { (reason: String) in
            LedgerError.unreadableLooks(
                environment: environment, reason: "\(ref), \(id), \(reason)", remedy: removal + ref)
        }
        if let obstacle { throw unreadable(obstacle) }
        let text = message.firstRange(of: "\n\n").map { message[$0.upperBound...] } ?? ""
        do throws(UnreadableLedger) { return try LookRecord(parsing: String(text)) } catch {
            throw unreadable("\(error)")
        }
    }
}
