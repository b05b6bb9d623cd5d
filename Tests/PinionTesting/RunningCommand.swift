import FoundationEssentials
import Glibc
import Subprocess

/// A command that runs beside the test, which may signal it, kill it, and read what it wrote so far.
///
/// Its output goes to files, so that an orphan of a killed process does not keep the test waiting.
package struct RunningCommand: Sendable {
    /// The process's number.
    package let number: Int32
    fileprivate let process: CommandProcess
    fileprivate let task: Task<CommandOutcome.End, any Error>
    fileprivate let outputPath: String
    fileprivate let errorPath: String

    /// Sends a signal to this one process (its children go on); says whether it was still there.
    @discardableResult
    package func kill(_ signal: Int32 = SIGKILL) -> Bool {
        process.send(signal)
    }

    /// Sends a signal to the process and all its descendants that did not leave its group.
    @discardableResult
    package func killGroup(_ signal: Int32 = SIGKILL) -> Bool {
        process.send(signal, toGroup: true)
    }

    /// Waits for the process's end.
    package func wait() async throws -> CommandOutcome {
        let end = try await task.value
        return CommandOutcome(
            end: end, outputBytes: try Self.bytes(of: outputPath),
            errorBytes: try Self.bytes(of: errorPath))
    }

    /// Standard output so far.
    package func output() throws -> String {
        String(decoding: try Self.bytes(of: outputPath), as: UTF8.self)
    }

    /// Standard error so far.
    package func errors() throws -> String {
        String(decoding: try Self.bytes(of: errorPath), as: UTF8.self)
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path)))
    }
}

extension Command {
    /// Starts the command, its input `/dev/null`; its group is killed at the deadline or the scratch folder's end.
    package func start(in scratch: Scratch) async throws -> RunningCommand {
        let name = "command-\(UUID().uuidString)"
        let output = try scratch.write("", to: "\(name).out")
        let errors = try scratch.write("", to: "\(name).err")
        let process = CommandProcess()
        let (numbers, started) = AsyncThrowingStream<Int32, any Error>.makeStream()
        let task = Task {
            do {
                return try await end(of: process, output: output, errors: errors, started: started)
            } catch {
                started.finish(throwing: error)
                throw error
            }
        }
        var iterator = numbers.makeAsyncIterator()
        guard let number = try await iterator.next() else { throw CancellationError() }
        scratch.atEnd {
            process.send(SIGKILL, toGroup: true)
            _ = await task.result
        }
        return RunningCommand(
            number: number, process: process, task: task, outputPath: output, errorPath: errors)
    }

    private func end(
        of process: CommandProcess, output: String, errors: String,
        started: AsyncThrowingStream<Int32, any Error>.Continuation
    ) async throws -> CommandOutcome.End {
        let watchdog = Task { await process.endGroup(after: deadline) }
        defer { watchdog.cancel() }
        // Every step replaces the one before it, so that the number stays that of the executable.
        let redirection = #"exec >"$1" 2>"$2"; shift 2; exec env "$@""#
        let result = try await Subprocess.run(
            .name("sh"), arguments: Arguments(["-c", redirection, "sh", output, errors] + words),
            environment: surroundings, platformOptions: .ownGroup,
            input: .none, output: .discarded, error: .discarded
        ) { execution in
            process.began(as: execution.processIdentifier.value)
            started.yield(execution.processIdentifier.value)
            started.finish()
        }
        process.ended()
        return process.outranDeadline ? .timedOut : CommandOutcome.End(result.terminationStatus)
    }
}
