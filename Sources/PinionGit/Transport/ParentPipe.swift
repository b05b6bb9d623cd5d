import Dispatch
import Glibc
import Synchronization

/// The transport child's side of the pipes to Pinion.
///
/// A thread reads the standard input for as long as the child lives. When Pinion ends, killed or
/// not, the input ends and so does the child. No push outlives its run.
final class ParentPipe: Sendable {
    private let arrived = DispatchSemaphore(value: 0)
    private let messages = Mutex<[Message]>([])
    private let output = Mutex(())

    init() { DispatchQueue.global().async { self.read() } }

    /// Reads the next request; `nil` if the input is not one.
    func request() -> TransportRequest? {
        var messages: [Message] = []
        while messages.count < 10_000 {
            messages.append(answer())
            if let last = messages.last, TransportRequest.isEnd(last) {
                return TransportRequest(messages)
            }
        }
        return nil
    }

    /// Reports an event to Pinion.
    func tell(_ event: TransportEvent) {
        let line = Array(event.message.line.utf8)
        output.withLock { _ in
            var bytes = line[...]
            while !bytes.isEmpty {
                let count = unsafe bytes.withUnsafeBytes {
                    unsafe write(STDOUT_FILENO, $0.baseAddress, $0.count)
                }
                if count < 0 {
                    if errno == EINTR { continue }
                    _exit(3)
                }
                bytes = bytes.dropFirst(count)
            }
        }
    }

    /// Waits for Pinion's next line.
    func answer() -> Message {
        arrived.wait()
        return messages.withLock { $0.removeFirst() }
    }

    private func read() {
        var reader = LineReader(descriptor: STDIN_FILENO)
        while let line = reader.next() {
            messages.withLock { $0.append(Message(line: line)) }
            arrived.signal()
        }
        _exit(3)
    }
}

/// Reads lines from a file descriptor.
struct LineReader {
    private let descriptor: Int32
    private var buffer: [UInt8] = []

    init(descriptor: Int32) { self.descriptor = descriptor }

    /// Reads the next line without its line feed; `nil` at the end, or for a line over a mebibyte.
    mutating func next() -> String? {
        while true {
            if let end = buffer.firstIndex(of: 0x0a) {
                let line = String(decoding: buffer[..<end], as: UTF8.self)
                buffer.removeSubrange(...end)
                return line
            }
            guard buffer.count < 1 << 20 else { return nil }
            var chunk = [UInt8](repeating: 0, count: 4096)
            let count = unsafe read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return nil }
            buffer += chunk.prefix(count)
        }
    }
}
