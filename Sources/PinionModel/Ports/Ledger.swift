/// The history of what was applied, a chain of commits for each environment.
///
/// Appending is the lock: of two runs that append onto one tip, one is refused.
package protocol Ledger: Sendable {
    /// The chain's newest record, and its id; nil where the chain has not begun.
    func newest(of environment: Environment.Name) async throws(LedgerError) -> LedgerTip?

    /// Adds a record onto a tip, and returns once the remote side was read back.
    /// - Throws: ``LedgerError/moved(environment:)`` when the chain's tip is another one by now.
    func append(
        _ record: LedgerRecord, to environment: Environment.Name, onto tip: CommitID?
    ) async throws(LedgerError) -> CommitID

    /// Asks the remote side, past every cache, for the id of the chain's tip.
    func tip(of environment: Environment.Name) async throws(LedgerError) -> CommitID?

    /// The newest records, newest first.
    func history(
        of environment: Environment.Name, limit: Int
    ) async throws(LedgerError) -> [(id: CommitID, record: LedgerRecord)]

    /// The newest entries, newest first, without states, which are most of a ledger's bytes.
    ///
    /// Those of more than a day before `start` may be left out, but for the newest: the clocks of
    /// hosts may differ, and an outcome's intent is a run's length older.
    func entries(
        of environment: Environment.Name, limit: Int, since start: Timestamp?
    ) async throws(LedgerError) -> [(id: CommitID, entry: String)]

    /// Who looked at the environment last, and when others did; nil where nothing is recorded.
    func looks(of environment: Environment.Name) async throws(LedgerError) -> LookRecord?
}

/// The newest record of a chain.
package struct LedgerTip: Hashable, Sendable {
    /// The commit that holds it.
    package let id: CommitID
    package let record: LedgerRecord

    package init(id: CommitID, record: LedgerRecord) { (self.id, self.record) = (id, record) }
}

/// One record as it is stored: a message for people, and two texts that the model writes and reads.
package struct LedgerRecord: Hashable, Sendable {
    /// The trailer of a record that was written anew in place of another one, which it names.
    package static let replaces = "Pinion-Replaces"

    /// The commit's message.
    package let message: String
    /// What happened; stored as the file `entry`.
    package let entry: String
    /// What every later run needs to know; stored as the file `state`.
    package let state: String
    /// When it was written; the commit's author and committer date.
    package let at: Timestamp

    package init(message: String, entry: String, state: String, at: Timestamp) {
        (self.message, self.entry, self.state, self.at) = (message, entry, state, at)
    }
}

/// Why the ledger could not be read or written.
package enum LedgerError: FailureReason {
    /// Somebody else appended first: read again, and decide anew.
    case moved(environment: Environment.Name)
    /// The remote refuses to store it; says which right is missing.
    case refused(environment: Environment.Name, reason: String, remedy: String)
    /// The remote does not answer, or the outcome of a push could not be learnt.
    case unreachable(reason: String)
    /// What is stored cannot be read.
    case unreadable(environment: Environment.Name, reason: String)
    /// The record of who looked cannot be read, which is no part of the ledger.
    case unreadableLooks(environment: Environment.Name, reason: String, remedy: String)
    /// It is not what this host saw before, and nothing is decided by it.
    case doubtful(environment: Environment.Name, reason: String)

    /// That a text of an environment's ledger cannot be read: the newest one, or that of a commit.
    package static func unreadable(
        _ error: UnreadableLedger, at id: CommitID? = nil, of environment: Environment.Name
    ) -> LedgerError {
        .unreadable(
            environment: environment,
            reason: id.map { "commit \($0.short), \(error)" } ?? error.description)
    }

    /// Whether asking again may help without anybody doing anything.
    package var isTransient: Bool {
        switch self {
        case .moved, .unreachable: true
        case .refused, .unreadable, .unreadableLooks, .doubtful: false
        }
    }

    /// A sentence for the person who is paged.
    package var description: String {
        switch self {
        case .moved(let environment):
            "another run wrote the ledger of \(environment) at the same moment; run the command "
                + "again"
        case .refused(let environment, let reason, let remedy):
            "the remote refuses the ledger of \(environment): \(reason); \(remedy)"
        case .unreachable(let reason): "cannot reach the ledger's remote: \(reason)"
        case .doubtful(_, let reason): reason
        case .unreadableLooks(let environment, let reason, let remedy):
            "cannot read who looked at \(environment) last: \(reason); see who wrote that, then "
                + "let the next reconcile begin a new record: `\(remedy)`"
        case .unreadable(let environment, let reason):
            "cannot read the ledger of \(environment): \(reason); look at "
                + "refs/pinion/ledger/\(environment)"
        }
    }
}

extension Ledger {
    /// The newest entries of an environment, newest first; one that cannot be read is an error.
    package func parsedEntries(
        of environment: Environment.Name, limit: Int = .max, since start: Timestamp? = nil
    ) async throws(LedgerError) -> [LedgerEntry] {
        let records = try await entries(of: environment, limit: limit, since: start)
        var entries: [LedgerEntry] = []
        entries.reserveCapacity(records.count)
        for (id, text) in records {
            do throws(UnreadableLedger) {
                entries.append(try LedgerEntry(parsing: text))
            } catch {
                throw .unreadable(error, at: id, of: environment)
            }
        }
        return entries
    }
}
