import PinionModel
import PinionProcess

/// The memory folders of one source: `seen/SOURCE/ENV` below the state folder.
struct MemoryFolders: Sendable {
    private let folder: String
    private let clock: ProcessClock

    /// Finds the folders of the source with this `identity`, which is unique on this host.
    init(_ settings: GitSettings, of identity: String) {
        let key = RepositoryHandle.id(of: Array(identity.utf8), as: .blob)
        folder = "\(settings.stateFolder)/seen/\(key)"
        clock = settings.clock
    }

    func folder(of environment: Environment.Name, _ location: LedgerLocation) -> MemoryFolder {
        MemoryFolder(
            folder: "\(folder)/\(environment)",
            copy: LedgerCopy(
                path: "\(folder)/\(environment)/\(location.rawValue).git",
                ref: LedgerRef.name(of: environment)), clock: clock)
    }

    /// Returns the environments whose ledger this host saw, with its tip; `nil` if unreadable.
    func ledgers(in location: LedgerLocation) -> [(name: Environment.Name, seen: CommitID?)] {
        Files.names(in: folder).compactMap { entry in
            guard let name = Environment.Name(parsing: entry) else { return nil }
            do throws(MemoryError) {
                return try self.folder(of: name, location).tips()?.ledgers[location].map {
                    (name, $0.id)
                }
            } catch { return (name, nil) }
        }
    }
}

/// The memory of one environment of a source.
struct MemoryFolder: Sendable {
    let folder: String
    let copy: LedgerCopy
    let clock: ProcessClock

    private var file: StateFile { StateFile(path: "\(folder)/seen") }

    /// Makes the folder if needed, and locks it after waiting for other runs on this host.
    func lock() async -> MemoryFolderLock {
        var reason = "another run has held it for 30 s"
        do { try Files.makeFolder(folder) } catch {
            return MemoryFolderLock(lock: nil, obstacle: unwritable("the folder cannot be made"))
        }
        do throws(FileFault) {
            let lock = try await FileLock.waiting("\(folder)/lock", atMost: .seconds(30), by: clock)
            if let lock { return MemoryFolderLock(lock: lock, obstacle: nil) }
        } catch { reason = "its lock cannot be opened: \(error)" }
        return MemoryFolderLock(lock: nil, obstacle: unwritable(reason))
    }

    /// Reads the kept tips; `nil` if there are none.
    func tips() throws(MemoryError) -> RememberedTips? {
        do throws(FileFault) {
            guard let text = try file.read() else { return nil }
            return try RememberedTips(parsing: text)
        } catch { throw .unreadable(path: file.path, reason: error.description) }
    }

    /// Writes tips, and returns the error if they cannot be kept.
    func write(_ tips: RememberedTips, isNew: Bool) -> MemoryError? {
        do throws(FileFault) {
            try file.write(tips.text)
            return nil
        } catch { return .unwritable(path: file.path, reason: error.description, isNew: isNew) }
    }

    private func unwritable(_ reason: String) -> MemoryError {
        .unwritable(path: folder, reason: reason, isNew: false)
    }
}

/// The lock on a folder, which ends with this value, or the reason why it could not be taken.
struct MemoryFolderLock: ~Copyable, Sendable {
    /// The lock; if it is missing, nothing can be kept.
    let lock: FileLock?
    /// The reason why nothing can be kept; `nil` if the lock is held.
    let obstacle: MemoryError?
}
