import PinionModel

/// A kind of ref that each environment has one of.
protocol EnvironmentRef {
    /// How the names of all of them begin.
    static var prefix: String { get }
}

extension EnvironmentRef {
    /// The ref's full name.
    static func name(of environment: Environment.Name) -> String { "\(prefix)\(environment)" }

    /// The environment of a ref; nil for other refs.
    static func environment(of ref: String) -> Environment.Name? {
        guard ref.hasPrefix(prefix) else { return nil }
        return Environment.Name(parsing: ref.dropFirst(prefix.count))
    }
}

/// The ref of an environment's ledger.
enum LedgerRef: EnvironmentRef {
    static let prefix = "refs/pinion/ledger/"
}

/// The ref of who looked at an environment last, beside its ledger: one commit, which is replaced.
///
/// The message of the commit is the record, and its tree is empty: one object a look. In a cache
/// the same beginning is for the copies of the remote's refs; these refs are never copied there.
enum SeenRef: EnvironmentRef {
    static let prefix = "refs/pinion/seen/"
}

/// A look that is to be recorded in place of another one.
struct LookPost: Hashable, Sendable {
    let ref: String
    /// What the ref must lead to until then; nil where it must not be there.
    let expected: ObjectID?
    /// The commit's message.
    let message: String
    /// When it was looked.
    let at: Timestamp

    /// Writes the commit; no ref moves.
    func write(in handle: RepositoryHandle) throws(GitError) -> ObjectID {
        let writer = CommitWriter(handle)
        return try writer.commit(
            tree: try writer.tree(of: [:]), parents: [], message: message, at: at)
    }

    /// The most bytes of a message that is read.
    static let mostBytes = 16 << 10
}

/// A record as it stands at the remote.
struct PostedLook: Hashable, Sendable {
    /// The commit.
    let id: ObjectID
    var message = ""
    /// Why there is no message; nil where there is.
    var obstacle: String?

    /// The record; the subject line of the message is for people.
    ///
    /// `removal` begins the command that removes the ref.
    func record(
        of environment: Environment.Name, removedBy removal: String
    ) throws(LedgerError) -> LookRecord {
        let ref = SeenRef.name(of: environment)
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
