import PinionModel

/// Where this host keeps what it saw of one source: `seen/SOURCE/ENV` below the state folder.
struct MemoryFiles: Sendable {
    private let folder: String

    /// The files of a source; `identity` tells it from others on this host.
    init(_ stateFolder: String, of identity: String) {
        let key = RepositoryHandle.id(of: Array(identity.utf8), as: .blob)
        folder = "\(stateFolder)/seen/\(key)"
    }

    /// The place of one environment.
    func shelf(of environment: Environment.Name, _ place: LedgerPlace) -> MemoryShelf {
        MemoryShelf(
            folder: "\(folder)/\(environment)",
            copy: LedgerCopy(
                path: "\(folder)/\(environment)/\(place.rawValue).git",
                ref: LedgerRef.name(of: environment)))
    }
}

/// What this host keeps of one environment of a source.
struct MemoryShelf: Sendable {
    /// The folder.
    let folder: String
    /// The copy of its ledger.
    let copy: LedgerCopy

    private var file: StateFile { StateFile(path: "\(folder)/seen") }

    /// Waits for other runs on this host, and takes the folder; makes it where it is not there.
    ///
    /// Without a lock nothing can be kept: the obstacle says why.
    func lock() async -> MemoryHold {
        do {
            try Files.makeFolder(folder)
        } catch {
            return MemoryHold(lock: nil, obstacle: unwritable("the folder cannot be made"))
        }
        let clock = ContinuousClock()
        let end = clock.now + .seconds(30)
        while true {
            do throws(FileLockError) {
                if let lock = try FileLock("\(folder)/lock") {
                    return MemoryHold(lock: lock, obstacle: nil)
                }
            } catch {
                let reason = "its lock cannot be opened: \(error)"
                return MemoryHold(lock: nil, obstacle: unwritable(reason))
            }
            guard clock.now < end else {
                let reason = "another run has held it for 30 s"
                return MemoryHold(lock: nil, obstacle: unwritable(reason))
            }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    /// What is kept; nil where nothing is.
    func tips() throws(MemoryError) -> SeenTips? {
        do throws(StateFile.Failure) {
            guard let text = try file.read() else { return nil }
            return try SeenTips(parsing: text)
        } catch {
            throw .unreadable(path: file.path, reason: error.reason)
        }
    }

    /// Keeps tips, or says why they cannot be kept.
    func write(_ tips: SeenTips, isNew: Bool) -> MemoryError? {
        do throws(StateFile.Failure) {
            try file.write(tips.text)
            return nil
        } catch {
            return .unwritable(path: file.path, reason: error.reason, isNew: isNew)
        }
    }

    private func unwritable(_ reason: String) -> MemoryError {
        .unwritable(path: folder, reason: reason, isNew: false)
    }
}

/// The memory of one environment, held against other runs on this host; or why it could not be taken.
struct MemoryHold: ~Copyable, Sendable {
    /// The lock, which ends with this value.
    let lock: FileLock?
    /// Why nothing can be kept; nil where it can.
    let obstacle: MemoryError?
}
