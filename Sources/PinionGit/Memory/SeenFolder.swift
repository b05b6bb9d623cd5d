import PinionModel
import PinionProcess

/// The folders of what this host saw of one source: `seen/SOURCE/ENV` below the state folder.
struct SeenFolders: Sendable {
    private let folder: String
    private let clock: ProcessClock

    /// The files of a source; `identity` tells it from others on this host.
    init(_ settings: GitSettings, of identity: String) {
        let key = RepositoryHandle.id(of: Array(identity.utf8), as: .blob)
        folder = "\(settings.stateFolder)/seen/\(key)"
        clock = settings.clock
    }

    func folder(of environment: Environment.Name, _ location: LedgerLocation) -> SeenFolder {
        SeenFolder(
            folder: "\(folder)/\(environment)",
            copy: LedgerCopy(
                path: "\(folder)/\(environment)/\(location.rawValue).git",
                ref: LedgerRef.name(of: environment)), clock: clock)
    }

    /// The environments whose ledger this host saw, and its end; nil where that cannot be read.
    func ledgers(in location: LedgerLocation) -> [(name: Environment.Name, seen: CommitID?)] {
        Files.names(in: folder).compactMap { entry in
            guard let name = Environment.Name(parsing: entry) else { return nil }
            do throws(MemoryError) {
                return try self.folder(of: name, location).tips()?.ledgers[location].map {
                    (name, $0.id)
                }
            } catch {
                return (name, nil)
            }
        }
    }
}

/// What this host keeps of one environment of a source.
struct SeenFolder: Sendable {
    let folder: String
    let copy: LedgerCopy
    let clock: ProcessClock

    private var file: StateFile { StateFile(path: "\(folder)/seen") }

    /// Waits for other runs on this host, and takes the folder; makes it where it is not there.
    func lock() async -> SeenFolderLock {
        var reason = "another run has held it for 30 s"
        do { try Files.makeFolder(folder) } catch {
            return SeenFolderLock(lock: nil, obstacle: unwritable("the folder cannot be made"))
        }
        do throws(FileFault) {
            let lock = try await FileLock.waiting("\(folder)/lock", atMost: .seconds(30), by: clock)
            if let lock { return SeenFolderLock(lock: lock, obstacle: nil) }
        } catch { reason = "its lock cannot be opened: \(error)" }
        return SeenFolderLock(lock: nil, obstacle: unwritable(reason))
    }

    /// What is kept; nil where nothing is.
    func tips() throws(MemoryError) -> SeenTips? {
        do throws(FileFault) {
            guard let text = try file.read() else { return nil }
            return try SeenTips(parsing: text)
        } catch {
            throw .unreadable(path: file.path, reason: error.description)
        }
    }

    /// Keeps tips, or says why they cannot be kept.
    func write(_ tips: SeenTips, isNew: Bool) -> MemoryError? {
        do throws(FileFault) {
            try file.write(tips.text)
            return nil
        } catch {
            return .unwritable(path: file.path, reason: error.description, isNew: isNew)
        }
    }

    private func unwritable(_ reason: String) -> MemoryError {
        .unwritable(path: folder, reason: reason, isNew: false)
    }
}

/// The lock on a folder, which ends with this value; or why it could not be taken.
struct SeenFolderLock: ~Copyable, Sendable {
    /// The lock; without one nothing can be kept.
    let lock: FileLock?
    /// Why nothing can be kept; nil where it can.
    let obstacle: MemoryError?
}
