package import PinionModel
import PinionProcess

/// The pauses of one environment that this host keeps until the ledger has them.
///
/// Each is a file, so that two operators who order and end pauses at the same time do not undo each
/// other's work. They are in the folder that all users of this host share, if it exists and can be
/// written, so that they stop the runs of all users; else in this user's state folder.
package struct PauseFolder: Sendable {
    /// The folder below this user's state folder.
    package let path: String
    private let shared: String?
    private let sharedRoot: String?
    private let clock: ProcessClock

    init(of environment: Environment.Name, source: String, _ settings: GitSettings, shared: String?)
    {
        let key = RepositoryHandle.id(of: Array(source.utf8), as: .blob)
        path = "\(settings.stateFolder)/paused/\(key)/\(environment)"
        sharedRoot = shared
        clock = settings.clock
        self.shared = shared.map { "\($0)/paused/\(key)/\(environment)" }
    }

    /// Reads the kept pauses; returns an empty list if there are none.
    ///
    /// An existing file that cannot be read is a failure, since it may hold a pause.
    package func pauses() throws(PauseFailure) -> [Pause] {
        var found: [Pause] = []
        for one in try kept() where !found.contains(one.pause) { found.append(one.pause) }
        return found
    }

    /// Keeps a pause; returns true if the runs of all users of this host see it.
    package func keep(_ pause: Pause) throws(PauseFailure) -> Bool {
        guard try !kept().contains(where: { $0.pause == pause }) else { return shared != nil }
        if let shared, let sharedRoot {
            do throws(FileFault) {
                for folder in Self.folders(of: shared, below: sharedRoot) {
                    try Files.makeFolder(folder, like: sharedRoot)
                }
                let path = "\(shared)/\(clock.nonce())"
                try Files.write([pause].text, to: path, durably: true)
                Files.share(path, like: sharedRoot)
                return true
            } catch {
                // The pause is kept below, for this user's runs only, and the result says so.
            }
        }
        do throws(FileFault) {
            try Files.makeFolder(path)
            try Files.write([pause].text, to: "\(path)/\(clock.nonce())", durably: true)
        } catch {
            throw PauseFailure(path, "cannot be written: \(error)")
        }
        return false
    }

    /// Removes exactly these pauses.
    package func remove(_ pauses: [Pause]) throws(PauseFailure) {
        for one in try kept() where pauses.contains(one.pause) {
            do throws(FileFault) { try Files.remove(one.path) } catch {
                throw PauseFailure(one.path, "cannot be removed: \(error)")
            }
        }
    }

    private func kept() throws(PauseFailure) -> [(path: String, pause: Pause)] {
        var found: [(path: String, pause: Pause)] = []
        for (folder, isOwn) in [(path, true)] + (shared.map { [($0, false)] } ?? []) {
            for path in try Self.files(in: folder) {
                let text: String?
                do throws(FileFault) {
                    text = try StateFile(path: path, isOwn: isOwn).read()
                } catch {
                    throw PauseFailure(path, "cannot be read: \(error)")
                }
                guard let text else { continue }
                guard let pauses = [Pause](parsing: text) else {
                    throw PauseFailure(path, "is not what Pinion writes")
                }
                found += pauses.map { (path, $0) }
            }
        }
        return found
    }

    /// Returns the files of a folder, without drafts of files that are being written.
    private static func files(in folder: String) throws(PauseFailure) -> [String] {
        do throws(FileFault) {
            return try Files.listed(folder).filter { !$0.contains(".") }.map { "\(folder)/\($0)" }
        } catch {
            throw PauseFailure(folder, "cannot be read: \(error)")
        }
    }

    /// Returns the folders on the way from a root to a path, outermost first, without the root.
    private static func folders(of path: String, below root: String) -> [String] {
        var folder = root
        return path.dropFirst(root.count).split(separator: "/").map { name in
            folder += "/\(name)"
            return folder
        }
    }
}

/// The reason why the pauses of this host could not be read or kept.
package struct PauseFailure: FailureReason {
    /// The sentence for the operator.
    package let description: String

    init(_ path: String, _ reason: String) {
        description =
            "\(path), where this host keeps what is paused, \(reason); mend its rights, or delete "
            + "it where nothing is to be paused"
    }
}

extension SourceRepository {
    /// Returns the place where this host keeps the pauses of an environment.
    package func pauseFolder(of environment: Environment.Name) -> PauseFolder {
        PauseFolder(of: environment, source: pauseKey, settings, shared: Self.sharedClaims)
    }

    /// A key of the source that is the same for HTTPS and SSH.
    private var pauseKey: String {
        guard case .remote(let remote) = origin else { return identity }
        let url = remote.client.remote
        let path = url.path.hasSuffix(".git") ? String(url.path.dropLast(4)) : url.path
        return url.host + path
    }
}
