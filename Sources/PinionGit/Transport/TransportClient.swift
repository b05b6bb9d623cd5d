import Glibc
import PinionModel
import Synchronization

/// Speaks to one remote through transport children, as many as are needed at once.
///
/// A child that has done its work waits for more: starting one costs more than most of its work,
/// and a run that lost a race can retry sooner.
final class TransportClient: Sendable {
    let settings: GitSettings
    let remote: RemoteURL
    /// The folder of the remote's cache.
    let cache: String
    private let idle = Mutex<[TransportChild]>([])

    init(settings: GitSettings, remote: RemoteURL, cache: String) {
        (self.settings, self.remote, self.cache) = (settings, remote, cache)
    }

    /// Makes a child do some work, and returns all its events; the last is ``TransportEvent/done``
    /// or a failure.
    func run(
        _ work: TransportRequest.Work, within limit: Duration? = nil
    ) async -> [TransportEvent] {
        ignoreBrokenPipes
        let request = TransportRequest(
            remote: remote, cache: cache,
            deadline: limit.map { min($0, settings.deadlines.total) } ?? settings.deadlines.total,
            work: work)
        while true {
            let child =
                idle.withLock { $0.popLast() }
                ?? TransportChild(settings: settings, remote: remote)
            // A child that ended while it waited has done nothing: another is asked. A new one
            // always has an answer.
            if let events = await answer(of: child, to: request) { return events }
        }
    }

    private func answer(
        of child: TransportChild, to request: TransportRequest
    ) async -> [TransportEvent]? {
        let answer = await child.answer(to: request)
        if answer.isWaiting { idle.withLock { $0.append(child) } }
        return answer.events.isEmpty ? nil : answer.events
    }
}

/// Makes writing to the pipe of a dead child fail, instead of ending Pinion.
private let ignoreBrokenPipes: Void = {
    signal(SIGPIPE, SIG_IGN)
}()
