import Glibc
import PinionModel
import PinionProcess

/// Keeps other runs on this host from changing a layout's index at the same time.
enum LayoutLock {
    /// Does work under the lock, or says that somebody else has it; it never waits.
    static func holding(
        _ folder: String, about reference: ImageReference,
        _ work: () throws(RegistryError) -> Void
    ) throws(RegistryError) {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else {
            let fault = FileFault.last
            throw .forbidden(reference, reason: "cannot open \(folder): \(fault)")
        }
        defer { close(file) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            throw .unreachable(
                host: reference.repository.registry, reason: "another run is changing \(folder)")
        }
        try work()
    }
}
