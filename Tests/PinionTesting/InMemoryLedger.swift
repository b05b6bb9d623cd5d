package import PinionModel

/// One client's view of a ledger in memory; clients of one remote append onto the same chains.
package actor InMemoryLedger: Ledger {
    /// What goes wrong with a client's appends.
    package enum Fault: Hashable, Sendable {
        /// Nothing is stored, and the remote says no.
        case refused(String)
        /// Nothing is stored, and nobody knows.
        case unreachable
        /// The record is stored, and the client never hears of it.
        case lostAck
    }

    /// Where the chains are: the remote repository of all clients.
    package nonisolated let remote: Remote
    /// How often this client asked for a tip past every cache.
    package private(set) var tipQuestions = 0

    private var faults: [Fault?] = []
    private var isUnreachable = false
    private var beforeAppend: (@Sendable (LedgerRecord) async -> Void)?

    /// A client of a remote; of a new and empty one where none is given.
    package init(of remote: Remote = Remote()) { self.remote = remote }

    /// The chain's newest record.
    package func newest(of environment: Environment.Name) async throws(LedgerError) -> LedgerTip? {
        try checkLine()
        return await remote.chain(of: environment).last
    }

    /// Adds a record onto a tip.
    package func append(
        _ record: LedgerRecord, to environment: Environment.Name, onto tip: CommitID?
    ) async throws(LedgerError) -> CommitID {
        await beforeAppend?(record)
        try checkLine()
        let fault = faults.isEmpty ? nil : faults.removeFirst()
        switch fault {
        case .refused(let reason):
            throw .refused(
                environment: environment, reason: reason, remedy: "ask for the right to push")
        case .unreachable: throw Self.silence
        case .lostAck:
            _ = try await remote.append(record, to: environment, onto: tip)
            throw .unreachable(reason: "the outcome of the push is not known")
        case nil: return try await remote.append(record, to: environment, onto: tip)
        }
    }

    /// The id of the chain's tip.
    package func tip(of environment: Environment.Name) async throws(LedgerError) -> CommitID? {
        tipQuestions += 1
        try checkLine()
        return await remote.chain(of: environment).last?.id
    }

    /// The newest records, newest first.
    package func history(
        of environment: Environment.Name, limit: Int
    ) async throws(LedgerError) -> [(id: CommitID, record: LedgerRecord)] {
        try checkLine()
        return await remote.chain(of: environment).suffix(limit).reversed().map {
            (id: $0.id, record: $0.record)
        }
    }

    /// Somebody looked all the time.
    package func looks(of environment: Environment.Name) -> LookRecord? { .always }

    /// The newest entries, newest first.
    package func entries(
        of environment: Environment.Name, limit: Int, since start: Timestamp?
    ) async throws(LedgerError) -> [(id: CommitID, entry: String)] {
        let records = try await history(of: environment, limit: limit)
        let oldest = start.map { $0 + .seconds(-86_400) }
        let kept = records.enumerated().prefix { number, tip in
            number == 0 || oldest.map { tip.record.at >= $0 } ?? true
        }
        return kept.map { (id: $0.element.id, entry: $0.element.record.entry) }
    }

    private func checkLine() throws(LedgerError) {
        if isUnreachable { throw Self.silence }
    }

    private static let silence = LedgerError.unreachable(reason: "no answer within 10 s")
}

// MARK: What a test does to it

extension InMemoryLedger {
    /// Lets the next appends go wrong, one fault each; nil lets one of them succeed.
    package func failNextAppends(_ faults: [Fault?]) { self.faults += faults }

    /// Cuts the client off its remote, or connects it again.
    package func setUnreachable(_ isUnreachable: Bool) { self.isUnreachable = isUnreachable }

    /// Runs something before each append: to let another client be first, or to stop there.
    package func beforeAppend(_ body: (@Sendable (LedgerRecord) async -> Void)?) {
        beforeAppend = body
    }
}

extension InMemoryLedger {
    /// The repository that holds the chains.
    package actor Remote {
        private var chains: [Environment.Name: [LedgerTip]] = [:]
        private var count: UInt64 = 0

        /// A remote without chains.
        package init() {}

        /// A chain, oldest record first.
        package func chain(of environment: Environment.Name) -> [LedgerTip] {
            chains[environment] ?? []
        }

        /// Adds a record where the chain's tip is the one that is named.
        package func append(
            _ record: LedgerRecord, to environment: Environment.Name, onto tip: CommitID?
        ) throws(LedgerError) -> CommitID {
            guard chains[environment]?.last?.id == tip else {
                throw .moved(environment: environment)
            }
            count += 1
            let id = Self.id(count)
            chains[environment, default: []].append(LedgerTip(id: id, record: record))
            return id
        }

        private static func id(_ number: UInt64) -> CommitID {
            let digits = String(number, radix: 16)
            let text = String(repeating: "0", count: 40 - digits.count) + digits
            guard let id = CommitID(parsing: text) else { fatalError("\(text) is no commit") }
            return id
        }
    }
}
