import ArgumentParser
import FoundationEssentials
import Glibc
import PinionGit
import PinionModel
import PinionProcess
import PinionWiring

extension Pinion {
    /// Parses, runs, and ends the process with the exit code.
    package static func run(_ arguments: [String]) async -> Never {
        SignalSections.shared.listen()
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            end(PinionCommands::ExitCode.success.rawValue)
        } catch let ending as Ending {
            end(ending.code.rawValue)
        } catch let complaint as Complaint {
            Terminal.complain("error: \(complaint)\n")
            end(PinionCommands::ExitCode.failure.rawValue)
        } catch is CancellationError {
            end(PinionCommands::ExitCode.interrupted.rawValue)
        } catch {
            endParsing(error)
        }
    }

    /// Help and version end well on standard output; wrong usage ends with 64; whatever else is an
    /// error of a module.
    private static func endParsing(_ error: any Error) -> Never {
        let code = exitCode(for: error)
        guard code == .success || code == .validationFailure else {
            let words = error is CocoaError ? "\(FileFault(error))" : "\(Complaint(error))"
            Terminal.complain("error: \(words)\n")
            end(PinionCommands::ExitCode.failure.rawValue)
        }
        let message = fullMessage(for: error)
        code == .success ? Terminal.print(message + "\n") : Terminal.complain(message + "\n")
        end(code.rawValue)
    }

    /// Ends the process; one that was asked to end by a signal says so by its code.
    private static func end(_ code: Int32) -> Never {
        Glibc.exit(SignalSections.shared.endingCode ?? code)
    }
}

/// The end of a command that did its work, with the exit code that its result gives.
struct Ending: Error {
    let code: PinionCommands::ExitCode

    init(_ code: PinionCommands::ExitCode) { self.code = code }
}
