import Glibc
import PinionModel
import PinionProcess

/// A sandbox in a file: read whole, replaced atomically, changed by one process at a time.
///
/// Writers hold an advisory lock (`flock`) on a neighbouring file, `NAME.lock`, from reading to
/// replacing, and never wait while they hold it. Readers need no lock, since a replacement is a
/// rename. The kernel releases the lock if its process ends.
struct SandboxFile: Hashable, Sendable {
    let path: String

    /// Whether the file exists.
    var exists: Bool { access(path, F_OK) == 0 }

    func read() throws(RuntimeError) -> SandboxState {
        let bytes = try readBytes()
        do throws(SandboxState.Malformed) {
            return try SandboxState(parsing: bytes, named: path)
        } catch {
            throw .refused(
                operation: "read the sandbox \(path)", reason: error.description,
                remedy:
                    "mend the file, or delete it and make its services again with `pinion sandbox "
                    + "create`")
        }
    }

    /// Reads, changes and replaces the file while no other process does.
    ///
    /// The file is not written if the change leaves the state as it was. A missing file is an error
    /// or, with `isNew`, an empty sandbox.
    /// - Returns: the question that the change needs answered first, with the file unchanged; `nil`
    ///   once the change is made.
    func update(
        isNew: Bool = false, by clock: ProcessClock,
        _ change: (inout SandboxState) throws(SandboxObstruction) -> Void
    ) async throws(RuntimeError) -> RegistryQuestion? {
        guard isNew || exists else { throw missing }
        if isNew { try makeFolders() }
        let lock = try await lock(by: clock)
        let before = isNew && !exists ? nil : try read()
        var state = before ?? SandboxState()
        do throws(SandboxObstruction) { try change(&state) } catch {
            switch error {
            case .unanswered(let question): return question
            case .refused(let error): throw error
            }
        }
        if state != before {
            do throws(FileFault) { try WholeFile.write(state.bytes, to: path) } catch {
                throw failure("write", error)
            }
        }
        _ = consume lock
        return nil
    }
}

extension SandboxFile {
    private func readBytes() throws(RuntimeError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { throw missing }
            throw failure("read", .last)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure("read", .last) }
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
            guard count >= 0 else { throw failure("read", .last) }
            if count == 0 { return bytes }
        }
    }

    /// Waits for other writers, each of which holds the lock for milliseconds.
    private func lock(by clock: ProcessClock) async throws(RuntimeError) -> FileLock {
        let name = path + ".lock"
        var (reason, remedy) = ("", "mend the rights of the file and its folder")
        do throws(FileFault) {
            let limit = Duration.seconds(30)
            if let lock = try await FileLock.waiting(name, mode: 0o644, atMost: limit, by: clock) {
                return lock
            }
            (reason, remedy) =
                Task.isCancelled
                ? ("the wait was cancelled", "run the command again")
                : (
                    "another process has held it for half a minute",
                    "see which one with `fuser \(name)`"
                )
        } catch { reason = error.description }
        throw .refused(operation: "lock \(name)", reason: reason, remedy: remedy)
    }

    private var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private func makeFolders() throws(RuntimeError) {
        guard access(folder, F_OK) != 0 else { return }
        for slash in path.indices.dropFirst() where path[slash] == "/" {
            guard mkdir(String(path[..<slash]), 0o755) == 0 || errno == EEXIST else {
                throw failure("create", .last)
            }
        }
    }

    private var missing: RuntimeError {
        .refused(
            operation: "read the sandbox \(path)", reason: "there is no such file",
            remedy: "create it with `pinion sandbox create`, or name the file that is meant")
    }

    private func failure(_ verb: String, _ fault: FileFault) -> RuntimeError {
        .refused(
            operation: "\(verb) the sandbox \(path)", reason: fault.description,
            remedy: "free space, or mend the rights of the file and its folder")
    }
}
