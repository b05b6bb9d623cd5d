import Glibc
import PinionModel
import Subprocess
import SystemPackage

/// Runs transport children, and ends those that take too long.
struct TransportClient: Sendable {
    /// The settings of the run.
    let settings: GitSettings
    /// The remote.
    let remote: RemoteURL
    /// The folder of the remote's cache.
    let cache: String

    /// Runs one child, and returns all that it told; its last event is ``TransportEvent/done`` or
    /// a failure.
    func run(_ work: TransportRequest.Work) async -> [TransportEvent] {
        ignoreBrokenPipes
        let request = TransportRequest(
            remote: remote, cache: cache, deadline: settings.deadlines.total, work: work)
        let log = EventLog()
        do {
            let result = try await Subprocess.run(
                .path(FilePath(settings.executable)), arguments: [GitTransport.argument],
                environment: .of(settings.environment), input: .inputWriter, output: .sequence,
                error: .discarded
            ) { child in
                await watch(child, request, log)
            }
            await log.end(result.terminationStatus, self)
        } catch {
            await log.append(
                .failed(
                    .local(
                        path: settings.executable,
                        reason: "it cannot be run again to speak to \(remote): \(error)")))
        }
        return await log.events
    }

    /// Talks to a child until its output ends, with a clock beside that kills it.
    private func watch(
        _ child: Execution<CustomWriteInput, SequenceOutput, DiscardedOutput>,
        _ request: TransportRequest, _ log: EventLog
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.keepTime(of: log) { try? child.send(signal: .kill) } }
            do {
                for message in request.messages {
                    _ = try await child.standardInputWriter.write(message.line)
                }
                for try await line in child.standardOutput.strings() {
                    guard let event = TransportEvent(Message(line: line)) else { continue }
                    await log.append(event)
                    if event == .credentialWanted {
                        let answer = await answerForCredential()
                        await log.restartConnecting()
                        _ = try await child.standardInputWriter.write(answer.line)
                    }
                }
            } catch {
                // A child that cannot be spoken to has ended or is about to; its log says the rest.
                try? child.send(signal: .kill)
            }
            group.cancelAll()
        }
    }

    private func answerForCredential() async -> Message {
        guard let found = await CredentialFinder(settings).credential(for: remote) else {
            return Message("none")
        }
        return Message("credential", found.user, found.secret.revealed)
    }

    /// Waits until the child is late, and kills it; ends early when the child has ended.
    private func keepTime(of log: EventLog, kill: () -> Void) async {
        let clock = ContinuousClock()
        let end = clock.now + settings.deadlines.total
        while !Task.isCancelled {
            let connecting = await log.connectingSince.map { $0 + settings.deadlines.connect }
            let next = min(connecting ?? end, end)
            if clock.now >= next {
                await log.markLate(isConnecting: next < end)
                return kill()
            }
            // Woken at the deadline at the latest; a change of phase is seen within 100 ms.
            try? await Task.sleep(until: min(next, clock.now + .milliseconds(100)))
        }
    }
}

/// A child that died must not take Pinion with it: writing to its pipe then fails, and no more.
private let ignoreBrokenPipes: Void = {
    signal(SIGPIPE, SIG_IGN)
}()

/// What a child has told so far, and the state of its clock.
private actor EventLog {
    private(set) var events: [TransportEvent] = []
    private(set) var connectingSince: ContinuousClock.Instant?
    private var lateness: String?

    func append(_ event: TransportEvent) {
        events.append(event)
        switch event {
        case .ready: connectingSince = .now
        case .connected: connectingSince = nil
        default: break
        }
    }

    /// Gives a child that had to wait for credentials its time anew.
    func restartConnecting() {
        if connectingSince != nil { connectingSince = .now }
    }

    func markLate(isConnecting: Bool) {
        lateness = isConnecting ? "it did not answer" : "it did not finish"
    }

    /// Adds a failure where the child ended without a last word.
    func end(_ status: TerminationStatus, _ client: TransportClient) {
        switch events.last {
        case .done, .failed: return
        default: break
        }
        if let lateness {
            let deadlines = client.settings.deadlines
            let limit = lateness == "it did not answer" ? deadlines.connect : deadlines.total
            events.append(
                .failed(
                    .unreachable(
                        remote: client.remote.description, reason: "\(lateness) within \(limit)",
                        remedy: "look at the network, and run the command again")))
        } else {
            events.append(
                .failed(
                    .local(
                        path: client.cache,
                        reason: "the process that speaks to \(client.remote) ended: \(status)")))
        }
    }
}
