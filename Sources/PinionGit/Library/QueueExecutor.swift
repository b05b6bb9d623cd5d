import Dispatch

/// A serial home for blocking calls: a dispatch queue as an actor's executor.
///
/// libgit2 blocks on the disk, and one of its objects may be used by one thread at a time. On this
/// executor neither the shared thread pool waits nor do two calls meet.
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
