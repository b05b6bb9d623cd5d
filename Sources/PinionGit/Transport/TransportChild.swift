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

    private let questions: AsyncStream<TransportQuestion>.Continuation
    private let clock: ProcessClock

    init(settings: GitSettings, remote: RemoteURL) {
        let (stream, questions) = AsyncStream.makeStream(of: TransportQuestion.self)
        self.questions = questions
        clock = settings.clock
        let host = TransportHost(settings: settings, remote: remote)
        Task { await host.serve(stream) }
    }

    deinit { questions.finish() }

    /// Sends a request; one caller at a time, and none after the child has ended.
    func answer(to request: TransportRequest) async -> Answer {
        await withCheckedContinuation { answered in
            questions.yield(
                TransportQuestion(request: request, log: EventLog(clock), answered: answered))
        }
    }
}

/// A request, its events, and the caller that waits for them.
struct TransportQuestion: Sendable {
    let request: TransportRequest
    let log: EventLog
    let answered: CheckedContinuation<TransportChild.Answer, Never>
}

/// Runs a child's process and talks to it, with a time limit that kills it.
struct TransportHost: Sendable {
    private typealias Process = Execution<CustomWriteInput, SequenceOutput, DiscardedOutput>
    private typealias Lines = SubprocessOutputSequence.StringSequence<UTF8>.AsyncIterator

    let settings: GitSettings
    let remote: RemoteURL

    /// Sends a child one question after another, until there are no more or the child has ended.
    func serve(_ questions: AsyncStream<TransportQuestion>) async {
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
                let last = await talk(to: child, questions)
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
            for await question in questions {
                return question.answered.resume(
                    returning: .init(events: [failure], isWaiting: false))
            }
        }
    }

    /// The question at which a child ended.
    private struct Unfinished: Sendable {
        let question: TransportQuestion
        /// Whether the child had done other work before.
        let isLater: Bool
    }

    /// Answers the question at which a child ended.
    ///
    /// A child that ended while it waited reported nothing, not even a beginning: nothing was done.
    private func close(_ last: Unfinished, _ ending: String) async {
        let log = last.question.log
        let isUntouched = await log.isUntouched
        if !isUntouched || !last.isLater { await log.end(ending, of: remote, settings) }
        last.question.answered.resume(returning: .init(events: await log.events, isWaiting: false))
    }

    private func talk(
        to child: Process, _ questions: AsyncStream<TransportQuestion>
    ) async -> Unfinished? {
        var lines = child.standardOutput.strings().makeAsyncIterator()
        var isLater = false
        for await question in questions {
            guard await put(question, to: child, &lines) else {
                return Unfinished(question: question, isLater: isLater)
            }
            question.answered.resume(
                returning: .init(events: await question.log.events, isWaiting: true))
            isLater = true
        }
        return nil
    }

    /// Sends a question; returns false if the child ended before its last event.
    private func put(
        _ question: TransportQuestion, to child: Process, _ lines: inout Lines
    ) async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await self.keepTime(of: question.log, within: question.request.deadline) {
                    try? child.send(signal: .kill)  // it may have ended by itself in the meantime
                }
            }
            defer { group.cancelAll() }
            do {
                for message in question.request.messages {
                    _ = try await child.standardInputWriter.write(message.line)
                }
                while let line = try await lines.next() {
                    guard let event = TransportEvent(Message(line: line)) else { continue }
                    await question.log.append(event)
                    if event.isLast { return true }
                    if event == .credentialWanted {
                        let answer = await answerForCredential()
                        await question.log.restartConnecting()
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

    /// Waits until the child is late, and kills it; ends early when the question is answered.
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
