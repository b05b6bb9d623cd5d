import PinionModel
import PinionProcess

/// The repositories of local ledgers, below the state folder.
struct LocalLedgers {
    private let folder: String
    private let clock: ProcessClock

    init(_ settings: GitSettings) {
        folder = "\(settings.stateFolder)/ledgers"
        clock = settings.clock
    }

    /// Returns the repository for a source; if it is missing, makes it whole or not at all.
    func repository(for identity: String) async throws(LedgerError) -> Repository {
        let key = RepositoryHandle.id(of: Array(identity.utf8), as: .blob)
        let path = "\(folder)/\(key).git"
        do {
            if !Files.exists(path) { try make(path, for: identity) }
            return try await Repository.open(path, .bare)
        } catch {
            throw .unreachable(reason: "the local ledger \(path) cannot be opened: \(error)")
        }
    }

    /// Makes a repository under a temporary name and renames it, so that of two runs one wins.
    private func make(_ path: String, for identity: String) throws {
        try Files.makeFolder(folder)
        let draft = "\(path).\(clock.nonce())"
        _ = try RepositoryHandle(makingBareAt: draft)
        try Files.write(identity + "\n", to: "\(draft)/description")
        if !Files.rename(draft, to: path) { try Files.remove(draft) }
    }
}
