package import PinionModel

/// The pauses of one environment that this host keeps in a file until the ledger has them.
///
/// It stands below the state folder of this user, and where all users of this host share records also below theirs, so
/// that a pause of whoever is on call stops the runs of another user.
package struct PauseFile: Sendable {
    /// The file below this user's state folder.
    package let path: String
    private let shared: String?
    private let sharedRoot: String?

    init(of environment: Environment.Name, source: String, stateFolder: String, shared: String?) {
        let key = RepositoryHandle.id(of: Array(source.utf8), as: .blob)
        path = "\(stateFolder)/paused/\(key)/\(environment)"
        sharedRoot = shared
        self.shared = shared.map { "\($0)/paused/\(key)/\(environment)" }
    }

    /// Whether all users of this host see what is kept.
    package var isForAllUsers: Bool { shared != nil }

    /// What is kept; none where nothing is.
    ///
    /// A file that is there and cannot be read is a failure: it may hold a pause.
    package func pauses() throws(PauseFailure) -> [Pause] {
        var texts: [(path: String, text: String)] = []
        do throws(FileFailure) {
            if let text = try StateFile(path: path).read() { texts.append((path, text)) }
        } catch {
            throw PauseFailure(path, "cannot be read: \(error.reason)")
        }
        if let shared, !Files.isAbsent(shared) {
            guard let text = Files.text(shared) else {
                throw PauseFailure(shared, "cannot be read")
            }
            texts.append((shared, text))
        }
        var found: [Pause] = []
        for (path, text) in texts {
            guard let pauses = [Pause](parsing: text) else {
                throw PauseFailure(path, "is not what Pinion writes")
            }
            found += pauses.filter { !found.contains($0) }
        }
        return found
    }

    /// Keeps pauses in place of what is kept; none removes the file.
    package func keep(_ pauses: [Pause]) throws(PauseFailure) {
        if let shared, let sharedRoot {
            try put(pauses, shared) { folder throws(FileFailure) in
                try Files.makeFolder("\(sharedRoot)/paused", like: sharedRoot)
                try Files.makeFolder(folder, like: sharedRoot)
            }
            if !pauses.isEmpty { Files.share(shared, like: sharedRoot) }
        }
        try put(pauses, path) { folder throws(FileFailure) in try Files.makeFolder(folder) }
    }

    private func put(
        _ pauses: [Pause], _ path: String, _ make: (String) throws(FileFailure) -> Void
    ) throws(PauseFailure) {
        do throws(FileFailure) {
            guard !pauses.isEmpty else {
                if !Files.isAbsent(path) { try Files.remove(path) }
                return
            }
            try make(String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)]))
            try Files.write(pauses.text, to: path, durably: true)
        } catch {
            throw PauseFailure(path, "cannot be written: \(error.reason)")
        }
    }
}

/// Why the pauses of this host could not be read or kept.
package struct PauseFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// A sentence for the person who is paged.
    package let description: String

    init(_ path: String, _ reason: String) {
        description =
            "\(path), where this host keeps what is paused, \(reason); mend its rights, or delete it where nothing "
            + "is to be paused"
    }
}

extension GitPlace {
    /// Where this host keeps the pauses of an environment.
    package func pauseFile(of environment: Environment.Name) -> PauseFile {
        PauseFile(
            of: environment, source: pauseKey, stateFolder: settings.stateFolder,
            shared: Self.sharedClaims)
    }

    /// The source, told the same whether it is reached by HTTPS or by SSH.
    private var pauseKey: String {
        guard case .remote(let remote) = ground else { return identity }
        let url = remote.client.remote
        let path = url.path.hasSuffix(".git") ? String(url.path.dropLast(4)) : url.path
        return url.host + path
    }
}
