import Dispatch
import Glibc
import Synchronization

/// Reports to Pinion, twice a second, how much has moved between a transport child and its remote.
///
/// libgit2 1.5 reports nothing while it reads refs, logs in or sends; the kernel counts the bytes.
final class ByteWatch: Sendable {
    /// The count that libgit2 reported: bytes and objects of the pack.
    private let told = Atomic<Int>(0)

    /// Begins to watch, until the process ends.
    init(_ pipe: ParentPipe) {
        DispatchQueue.global().async { [self] in
            var former: [Int32: Int] = [:]
            var moved = 0
            var last = 0
            while true {
                usleep(500_000)
                let now = Self.counts()
                // A reused descriptor belongs to a new connection, which counts from zero.
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

    /// Records libgit2's progress with a pack; an object counts as 1 KiB, since making it from its
    /// delta is work too.
    func note(bytes: Int, objects: Int) {
        told.store(bytes + objects << 10, ordering: .relaxed)
    }

    /// Returns the sum of received and acknowledged bytes of each TCP connection of this process.
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
    /// tcp_info` (linux/tcp.h); the C library's struct is older than both.
    private static let (ackedPlace, receivedPlace) = (120, 128)
}
