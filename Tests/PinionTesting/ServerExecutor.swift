import Dispatch

/// Runs the tasks of a server on a thread of its own, so that it answers in time while tests keep every thread of the
/// common pool busy.
final class ServerExecutor: TaskExecutor {
    /// A serial queue has a thread whatever the others do (libdispatch: its root queue overcommits).
    private let queue = DispatchQueue(label: "server of a test")

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
