import Dispatch

/// A dispatch queue as an actor's executor, for blocking calls one at a time.
///
/// libgit2 blocks on the disk, and each of its objects may be used by only one thread at a time.
/// This executor keeps the shared thread pool from blocking, and two calls from overlapping.
final class QueueExecutor: SerialExecutor {
    private let queue: DispatchQueue

    init(label: String) { queue = DispatchQueue(label: label) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedSerialExecutor()) }
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor {
        unsafe UnownedSerialExecutor(ordinary: self)
    }
}
