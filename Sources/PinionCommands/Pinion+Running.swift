import ArgumentParser
import Glibc
import PinionModel

extension Pinion {
    /// Parses, runs, and ends the process with the exit code.
    package static func run(_ arguments: [String]) async -> Never {
        stopOnSignals()
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            Glibc.exit(PinionModel::ExitCode.success.rawValue)
        } catch let ending as Ending {
            Glibc.exit(ending.code.rawValue)
        } catch let complaint as Complaint {
            Terminal.complain("error: \(complaint)\n")
            Glibc.exit(PinionModel::ExitCode.failure.rawValue)
        } catch is CancellationError {
            Glibc.exit(PinionModel::ExitCode.interrupted.rawValue)
        } catch {
            endParsing(error)
        }
    }

    /// Help and version end well on standard output; wrong usage ends with 64; whatever else is an
    /// error of a module.
    private static func endParsing(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        guard code == .success || code == .validationFailure else {
            Terminal.complain("error: \(Complaint(error))\n")
            Glibc.exit(PinionModel::ExitCode.failure.rawValue)
        }
        let message = fullMessage(for: error)
        code == .success ? Terminal.print(message + "\n") : Terminal.complain(message + "\n")
        Glibc.exit(code.rawValue)
    }

    /// An interrupted run ends at once with 130 (128 + 2) or 143 (128 + 15): what it wrote is
    /// closed by the next.
    private static func stopOnSignals() {
        signal(SIGINT) { _ in _exit(130) }
        signal(SIGTERM) { _ in _exit(143) }
        signal(SIGPIPE, SIG_IGN)
    }
}

/// The end of a command that did its work, with the exit code that its result gives.
struct Ending: Error {
    let code: PinionModel::ExitCode

    init(_ code: PinionModel::ExitCode) { self.code = code }
}
