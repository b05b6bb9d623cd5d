import PinionModel
import PinionProcess
import Subprocess
import Synchronization
import SystemPackage

/// One transport child: does one piece of work after another, and ends when it is released.
///
/// When Pinion ends, even by a kill, the child's input ends, and that ends the child.
final class TransportChild: Sendable {
    /// A child's answer to a request.
    struct Answer: Sendable {
        /// All events; none if the child had ended before it was asked.
        let events: [TransportEvent]
        /// Whether the child waits for the next request.
        let isWaiting: Bool
    }

    private let queue: AsyncStream<PendingRequest>.Continuation
    private let clock: ProcessClock

    init(settings: GitSettings, remote: RemoteURL) {
        let (stream, queue) = AsyncStream.makeStream(of: PendingRequest.self)
        self.queue = queue
        clock = settings.clock
        let process = TransportProcess(settings: settings, remote: remote)
        Task { await process.serve(stream) }
    }

    deinit { queue.finish() }

    /// Sends a request; one caller at a time, and none after the child has ended.
    func answer(to request: TransportRequest) async -> Answer {
        await withCheckedContinuation { answered in
            queue.yield(
                PendingRequest(request: request, log: EventLog(clock), answered: answered))
        }
    }
}

/// A request, its events, and the caller that waits for them.
struct PendingRequest: Sendable {
    let request: TransportRequest
    let log: EventLog
    let answered: CheckedContinuation<TransportChild.Answer, Never>
}

/// Runs a child's process and talks to it, with a time limit that kills it.
struct TransportProcess: Sendable {
    private typealias Process = Execution<CustomWriteInput, SequenceOutput, DiscardedOutput>
    private typealias Lines = SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

    let settings: GitSettings
    let remote: RemoteURL

    /// Sends a child one request after another, until there are no more or the child has ended.
    func serve(_ queue: AsyncStream<PendingRequest>) async {
        // Kept outside the process's scope, to answer the caller if the exit status is unknown.
        let unfinished = Mutex<Unfinished?>(nil)
        do {
            // In its own process group, the child gets no interrupt from a terminal.
            var platform = PlatformOptions()
            platform.processGroupID = 0
            let result = try await Subprocess.run(
                .path(FilePath(settings.executable)), arguments: [GitTransport.argument],
                environment: .of(settings.environment), platformOptions: platform,
                input: .inputWriter, output: .sequence, error: .discarded
            ) { child in
                let last = await talk(to: child, queue)
                unfinished.withLock { $0 = last }
            }
            guard let last = unfinished.withLock({ $0 }) else { return }
            await close(last, "\(result.terminationStatus)")
        } catch {
            if let last = unfinished.withLock({ $0 }) { return await close(last, "\(error)") }
            let failure = TransportEvent.failed(
                .local(
                    path: settings.executable,
                    reason: "it cannot be run again to speak to \(remote): \(error)"))
            for await pending in queue {
                return pending.answered.resume(
                    returning: .init(events: [failure], isWaiting: false))
            }
        }
    }

    /// The request at which a child ended.
    private struct Unfinished: Sendable {
        let pending: PendingRequest
        /// Whether the child had done other work before.
        let isLater: Bool
    }

    /// Answers the request at which a child ended.
    ///
    /// A child that ended while it waited reported nothing, not even a beginning: nothing was done.
    private func close(_ last: Unfinished, _ ending: String) async {
        let log = last.pending.log
        let isUntouched = await log.isUntouched
        if !isUntouched || !last.isLater { await log.end(ending, of: remote, settings) }
        last.pending.answered.resume(returning: .init(events: await log.events, isWaiting: false))
    }

    private func talk(
        to child: Process, _ queue: AsyncStream<PendingRequest>
    ) async -> Unfinished? {
        var lines = child.standardOutput.strings().makeAsyncIterator()
        var isLater = false
        for await pending in queue {
            guard await put(pending, to: child, &lines) else {
                return Unfinished(pending: pending, isLater: isLater)
            }
            pending.answered.resume(
                returning: .init(events: await pending.log.events, isWaiting: true))
            isLater = true
        }
        return nil
    }

    /// Sends a request; returns false if the child ended before its last event.
    private func put(
        _ pending: PendingRequest, to child: Process, _ lines: inout Lines
    ) async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await self.keepTime(of: pending.log, within: pending.request.deadline) {
                    try? child.send(signal: .kill)  // it may have ended by itself in the meantime
                }
            }
            defer { group.cancelAll() }
            do {
                for message in pending.request.messages {
                    _ = try await child.standardInputWriter.write(message.line)
                }
                while let line = try await lines.next() {
                    guard let event = TransportEvent(Message(line: line)) else { continue }
                    await pending.log.append(event)
                    if event.isLast { return true }
                    if event == .credentialWanted {
                        let answer = await answerForCredential()
                        await pending.log.restartConnecting()
                        _ = try await child.standardInputWriter.write(answer.line)
                    }
                }
            } catch {
                // A child that cannot be written to has ended or is about to; its log explains why.
                try? child.send(signal: .kill)  // cleanup: it may have ended already
            }
            return false
        }
    }

    private func answerForCredential() async -> Message {
        guard let found = await CredentialFinder(settings).credential(for: remote) else {
            return Message("none")
        }
        return Message("credential", found.user, found.secret.revealed)
    }

    /// Waits until the child is late, and kills it; ends early when the request is answered.
    private func keepTime(of log: EventLog, within deadline: Duration, kill: () -> Void) async {
        let clock = settings.clock
        let end = clock.now + deadline
        while !Task.isCancelled {
            let next = await log.nextDeadline(settings.deadlines, within: deadline, until: end)
            if clock.now >= next.at {
                await log.markLate(next.lateness)
                return kill()
            }
            // Wakes at the deadline at the latest; a change of phase is seen within 100 ms. An
            // error is the task's cancellation, which ends the loop.
            try? await clock.expiry(after: min(next.at - clock.now, .milliseconds(100)))
        }
    }
}
