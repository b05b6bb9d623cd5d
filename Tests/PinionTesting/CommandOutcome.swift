import Subprocess

/// How a command ended, and what it wrote.
package struct CommandOutcome: Sendable, Hashable {
    /// Why a process is no more.
    package enum End: Sendable, Hashable {
        /// It ended by itself, with this code.
        case exited(Int32)
        /// This signal ended it.
        case signaled(Int32)
        /// It outran its deadline, and was killed.
        case timedOut
    }

    /// Why the process is no more.
    package let end: End
    /// What it wrote on standard output.
    package let outputBytes: [UInt8]
    /// What it wrote on standard error.
    package let errorBytes: [UInt8]

    /// Standard output as text.
    package var output: String { String(decoding: outputBytes, as: UTF8.self) }
    /// Standard error as text.
    package var errors: String { String(decoding: errorBytes, as: UTF8.self) }
    /// Standard output without its final line break.
    package var line: String {
        output.hasSuffix("\n") ? String(output.dropLast()) : output
    }
    /// The exit code; `nil` after a signal or a deadline.
    package var code: Int32? {
        guard case .exited(let code) = end else { return nil }
        return code
    }
}

extension CommandOutcome.End {
    init(_ status: TerminationStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal): self = .signaled(signal)
        }
    }
}

/// A command that had to succeed and did not.
package struct CommandFailure: Error, CustomStringConvertible {
    /// What was run.
    package let command: Command
    /// How it ended.
    package let outcome: CommandOutcome

    /// Says that a command ended as it should not have.
    package init(command: Command, outcome: CommandOutcome) {
        self.command = command
        self.outcome = outcome
    }

    package var description: String {
        """
        \(command.executable) \(command.arguments.joined(separator: " ")): \(outcome.end)
        \(outcome.output)\(outcome.errors)
        """
    }
}
