/// The history of applied images, a chain of commits for each environment.
///
/// Appending is the lock: if two runs append onto one tip, one is refused.
package protocol Ledger: Sendable {
    /// Reads the chain's newest record and its id; `nil` if the chain has not begun.
    func newest(of environment: Environment.Name) async throws(LedgerError) -> LedgerTip?

    /// Appends a record onto a tip, and returns once the commit was read back from the remote.
    /// - Throws: ``LedgerError/moved(environment:)`` if the chain's tip has changed.
    func append(
        _ record: LedgerRecord, to environment: Environment.Name, onto tip: CommitID?
    ) async throws(LedgerError) -> CommitID

    /// Asks the remote, past every cache, for the id of the chain's tip.
    func tip(of environment: Environment.Name) async throws(LedgerError) -> CommitID?

    /// Reads the newest records, newest first.
    func history(
        of environment: Environment.Name, limit: Int
    ) async throws(LedgerError) -> [(id: CommitID, record: LedgerRecord)]

    /// Reads the newest entries, newest first, without states, which are most of a ledger's bytes.
    ///
    /// Entries older than a day before `start` may be left out, except the newest one: clocks of
    /// hosts may differ, and an outcome's intent is older by the length of a run.
    func entries(
        of environment: Environment.Name, limit: Int, since start: Timestamp?
    ) async throws(LedgerError) -> [(id: CommitID, entry: String)]

    /// Reads the record of looks at the environment; `nil` if there is none.
    func looks(of environment: Environment.Name) async throws(LedgerError) -> LookRecord?
}

/// The newest record of a chain.
package struct LedgerTip: Hashable, Sendable {
    /// The commit that holds it.
    package let id: CommitID
    package let record: LedgerRecord

    package init(id: CommitID, record: LedgerRecord) { (self.id, self.record) = (id, record) }
}

/// One record as it is stored: a commit message, and two texts that the model writes and reads.
package struct LedgerRecord: Hashable, Sendable {
    /// The trailer of a rewritten record, which names the record that it replaces.
    package static let replaces = "Pinion-Replaces"

    /// The commit's message.
    package let message: String
    /// The event; stored as the file `entry`.
    package let entry: String
    /// The facts that every later run needs; stored as the file `state`.
    package let state: String
    /// The time of writing; the commit's author and committer date.
    package let at: Timestamp

    package init(message: String, entry: String, state: String, at: Timestamp) {
        (self.message, self.entry, self.state, self.at) = (message, entry, state, at)
    }
}

/// The reason why the ledger could not be read or written.
package enum LedgerError: FailureReason {
    /// Another run appended first: read again, and decide again.
    case moved(environment: Environment.Name)
    /// The remote refuses to store it; the remedy names the missing right.
    case refused(environment: Environment.Name, reason: String, remedy: String)
    /// The remote does not answer, or the result of a push is unknown.
    case unreachable(reason: String)
    /// A stored text cannot be read.
    case unreadable(environment: Environment.Name, reason: String)
    /// The record of looks, which is not part of the ledger, cannot be read.
    case unreadableLooks(environment: Environment.Name, reason: String, remedy: String)
    /// The ledger is not the one this host saw before, so nothing is decided by it.
    case doubtful(environment: Environment.Name, reason: String)

    /// Makes the error for an unreadable text: of the ledger's newest record, or of a given commit.
    package static func unreadable(
        _ error: UnreadableLedger, at id: CommitID? = nil, of environment: Environment.Name
    ) -> LedgerError {
        .unreadable(
            environment: environment,
            reason: id.map { "commit \($0.short), \(error)" } ?? error.description)
    }

    /// Whether a retry may succeed without intervention.
    package var isTransient: Bool {
        switch self {
        case .moved, .unreachable: true
        case .refused, .unreadable, .unreadableLooks, .doubtful: false
        }
    }

    /// A sentence for the operator.
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
    /// Reads the newest entries of an environment, newest first; throws if one cannot be read.
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
