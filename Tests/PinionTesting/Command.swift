import Glibc
import Subprocess

/// An executable with its arguments and surroundings, ready to be run.
///
/// It runs in a process group of its own, which a deadline ends with `SIGKILL`.
package struct Command: Sendable {
    /// A path, or a name that is looked for on the `PATH`.
    package var executable: String
    /// The arguments after the executable's name.
    package var arguments: [String]
    /// What differs from the test process's own environment; `nil` removes a variable.
    package var environment: [String: String?]
    /// Where it runs; the test process's own folder if `nil`.
    package var directory: String?
    /// What it reads on standard input; `nil` is `/dev/null`.
    package var input: [UInt8]?
    /// How long it may run: a guard against what hangs, far above what anything takes on a busy machine.
    package var deadline: Duration

    /// A command that is not started yet.
    package init(
        _ executable: String, _ arguments: [String] = [], environment: [String: String?] = [:],
        directory: String? = nil, input: [UInt8]? = nil, deadline: Duration = .seconds(180)
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.deadline = deadline
    }

    /// Runs the command to its end; a failure of the command is an outcome, not an error.
    ///
    /// The result waits until nothing holds the command's standard output or standard error any more.
    package func run() async throws -> CommandOutcome {
        Self.ignoreBrokenPipes
        guard let input else {
            return try await run(input: .none) { _ in }
        }
        return try await run(input: .inputWriter) { execution in
            // A command may well end without reading everything; its outcome says whether that was right.
            _ = try? await execution.standardInputWriter.write(input)
            try? await execution.standardInputWriter.finish()
        }
    }

    /// Runs the command and returns its standard output without the final line break.
    ///
    /// - Throws: `CommandFailure` unless it exits with 0.
    @discardableResult
    package func succeed() async throws -> String {
        let outcome = try await run()
        guard outcome.end == .exited(0) else {
            throw CommandFailure(command: self, outcome: outcome)
        }
        return outcome.line
    }

    private func run<Input: InputProtocol>(
        input: Input, feed: (Execution<Input, BytesOutput, BytesOutput>) async -> Void
    ) async throws -> CommandOutcome {
        let process = CommandProcess()
        let watchdog = Task { await process.endGroup(after: deadline) }
        defer { watchdog.cancel() }
        let result = try await Subprocess.run(
            .name("env"), arguments: Arguments(words), environment: surroundings,
            platformOptions: .ownGroup, input: input,
            output: .bytes(limit: 1 << 28), error: .bytes(limit: 1 << 28)
        ) { execution in
            process.began(as: execution.processIdentifier.value)
            await feed(execution)
        }
        process.ended()
        return CommandOutcome(
            end: process.outranDeadline ? .timedOut : CommandOutcome.End(result.terminationStatus),
            outputBytes: result.standardOutput, errorBytes: result.standardError)
    }

    /// Writing to a command that has ended shall fail, not end the test process; the command itself gets the default back.
    static let ignoreBrokenPipes: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

    /// The arguments of `env`, which changes the folder and becomes the executable.
    var words: [String] {
        ["--default-signal=PIPE"] + (directory.map { ["-C", $0] } ?? []) + [executable] + arguments
    }

    var surroundings: Subprocess.Environment {
        var changes: [Subprocess.Environment.Key: String?] = [:]
        for (name, value) in environment {
            changes.updateValue(value, forKey: Subprocess.Environment.Key(stringLiteral: name))
        }
        return .inherit.updating(changes)
    }
}

extension PlatformOptions {
    /// The process leads a group of its own, so that a signal can reach its children too.
    static var ownGroup: PlatformOptions {
        var options = PlatformOptions()
        options.processGroupID = 0
        return options
    }
}
