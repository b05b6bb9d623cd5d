import Dispatch
import Glibc
import Synchronization

/// Tells Pinion, twice a second, how much has moved between a transport child and its remote.
///
/// libgit2 1.5 tells nothing while it reads refs, logs in or sends; the kernel counts bytes.
final class ByteWatch: Sendable {
    /// What libgit2 told: bytes and objects of the pack, where the kernel does not count.
    private let told = Atomic<Int>(0)

    /// Begins to watch, for as long as the process lives.
    init(_ pipe: ParentPipe) {
        DispatchQueue.global().async { [self] in
            var former: [Int32: Int] = [:]
            var moved = 0
            var last = 0
            while true {
                usleep(500_000)
                let now = Self.counts()
                // A descriptor is used again for another connection, which counts from nothing.
                for (socket, count) in now {
                    let before = former[socket] ?? 0
                    moved += count >= before ? count - before : count
                }
                former = now
                let sum = moved + told.load(ordering: .relaxed)
                if sum != last { pipe.tell(.moved(sum)) }
                last = sum
            }
        }
    }

    /// Takes note of what libgit2 told of a pack; an object counts 1 KiB, since making it from its
    /// delta is work too.
    func note(bytes: Int, objects: Int) {
        told.store(bytes + objects << 10, ordering: .relaxed)
    }

    /// The bytes that each TCP connection of this process received, and those that were
    /// acknowledged.
    private static func counts() -> [Int32: Int] {
        var counts: [Int32: Int] = [:]
        for socket in Int32(3)..<1_024 {
            var info = [UInt64](repeating: 0, count: 32)
            var size = socklen_t(info.count * 8)
            guard unsafe getsockopt(socket, Int32(IPPROTO_TCP), TCP_INFO, &info, &size) == 0,
                Int(size) >= receivedPlace + 8
            else { continue }
            counts[socket] = Int(
                truncatingIfNeeded: info[ackedPlace / 8] &+ info[receivedPlace / 8])
        }
        return counts
    }

    /// The offsets of `tcpi_bytes_acked` and `tcpi_bytes_received` in the kernel's `struct
    /// tcp_info` (linux/tcp.h); the C library's is older than both.
    private static let (ackedPlace, receivedPlace) = (120, 128)
}
