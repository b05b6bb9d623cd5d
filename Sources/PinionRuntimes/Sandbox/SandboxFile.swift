import Glibc
package import PinionModel

/// A sandbox in a file: read whole, replaced atomically, changed by one process at a time.
///
/// Writers hold an advisory lock (`flock`) on a file beside it, `NAME.lock`, from reading to
/// replacing, and never wait for anything meanwhile; readers need no lock, since a replacement is
/// a rename. The kernel lets the lock go with the process that holds it.
package struct SandboxFile: Hashable, Sendable {
    /// The file's path.
    package let path: String

    /// Names a file; nothing is looked at.
    package init(path: String) { self.path = path }

    /// Whether there is a file of that name.
    package var exists: Bool { access(path, F_OK) == 0 }

    /// What the file holds.
    package func read() throws(RuntimeError) -> SandboxState {
        let bytes = try readBytes()
        do throws(SandboxState.Malformed) {
            return try SandboxState(parsing: bytes, named: path)
        } catch {
            throw .refused(
                operation: "read the sandbox \(path)", reason: error.description,
                remedy:
                    "mend the file, or delete it and make its services again with `pinion sandbox create`"
            )
        }
    }

    /// Reads, changes and replaces the file while no other process does.
    ///
    /// Nothing is written where the change leaves the state as it was. A missing file is an error,
    /// or an empty sandbox where `isNew` allows it.
    /// - Returns: the question whose answer the change needs first, with the file as it was; nil
    ///   when the change is made.
    package func update(
        isNew: Bool = false, _ change: (inout SandboxState) throws(SandboxObstruction) -> Void
    ) async throws(RuntimeError) -> RegistryQuestion? {
        guard isNew || exists else { throw missing }
        if isNew { try makeFolders() }
        let lock = try await SandboxLock(beside: path)
        defer { lock.release() }
        let before = isNew && !exists ? nil : try read()
        var state = before ?? SandboxState()
        do throws(SandboxObstruction) { try change(&state) } catch {
            switch error {
            case .unanswered(let question): return question
            case .refused(let error): throw error
            }
        }
        if state != before { try replace(with: state.bytes) }
        return nil
    }
}

extension SandboxFile {
    private func readBytes() throws(RuntimeError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { throw missing }
            throw failure("read")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("read") }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= SandboxState.maximumSize else {
            throw .refused(
                operation: "read the sandbox \(path)",
                reason: "it is not a plain file of at most 64 MiB",
                remedy: "name another file as the environment's `state`")
        }
        var bytes: [UInt8] = []
        let size = Int(status.st_size) + 1
        while true {
            var count = 0
            bytes += [UInt8](unsafeUninitializedCapacity: size) { buffer, filled in
                repeat {
                    count = Glibc.read(file, buffer.baseAddress, size)
                } while count < 0 && errno == EINTR
                filled = max(count, 0)
            }
            guard count >= 0 else { throw failure("read") }
            if count == 0 { return bytes }
        }
    }

    /// Writes a file beside it, brings it to the disk, and puts it in its place.
    private func replace(with bytes: [UInt8]) throws(RuntimeError) {
        let temporary = path + ".new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
        guard file >= 0 else { throw failure("write") }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(file, $0.baseAddress?.advanced(by: written), bytes.count - written)
            }
            guard count > 0 || errno == EINTR else { break }
            written += max(count, 0)
        }
        let isWhole = written == bytes.count && fsync(file) == 0
        let isClosed = close(file) == 0
        guard isWhole, isClosed, rename(temporary, path) == 0 else {
            let error = failure("write")
            unlink(temporary)
            throw error
        }
        syncFolder()
    }

    /// Brings the rename to the disk; a file system that cannot do that has done what it can.
    private func syncFolder() {
        let folder = open(self.folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func makeFolders() throws(RuntimeError) {
        guard access(folder, F_OK) != 0 else { return }
        for slash in path.indices.dropFirst() where path[slash] == "/" {
            guard mkdir(String(path[..<slash]), 0o755) == 0 || errno == EEXIST else {
                throw failure("create")
            }
        }
    }

    private var missing: RuntimeError {
        .refused(
            operation: "read the sandbox \(path)", reason: "there is no such file",
            remedy: "create it with `pinion init` or `pinion sandbox create`")
    }

    private func failure(_ verb: String) -> RuntimeError {
        .refused(
            operation: "\(verb) the sandbox \(path)", reason: SandboxLock.reason(errno),
            remedy: "free space, or mend the rights of the file and its folder")
    }
}
