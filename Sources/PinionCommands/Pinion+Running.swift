import ArgumentParser
import FoundationEssentials
import Glibc
import PinionGit
import PinionModel
import PinionProcess
import PinionWiring

extension Pinion {
    /// Parses and runs a command, then exits with its code.
    package static func run(_ arguments: [String]) async -> Never {
        Terminal.openStreams()
        SignalSections.shared.listen()
        let code = await code(of: arguments)
        await ProcessContext.current.close()
        // After a signal, the exit code shows which one it was.
        Glibc.exit(SignalSections.shared.endingCode ?? code)
    }

    private static func code(of arguments: [String]) async -> Int32 {
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return PinionCommands::ExitCode.success.rawValue
        } catch let ending as Ending {
            return ending.code.rawValue
        } catch let complaint as Complaint {
            Terminal.complain("error: \(complaint)\n")
            return PinionCommands::ExitCode.failure.rawValue
        } catch is CancellationError {
            return PinionCommands::ExitCode.interrupted.rawValue
        } catch {
            return report(error)
        }
    }

    /// Prints help and version to standard output and errors to standard error; returns the code.
    private static func report(_ error: any Error) -> Int32 {
        let code = exitCode(for: error)
        guard code == .success || code == .validationFailure else {
            let words = error is CocoaError ? "\(FileFault(error))" : "\(Complaint(error))"
            Terminal.complain("error: \(words)\n")
            return PinionCommands::ExitCode.failure.rawValue
        }
        let message = fullMessage(for: error)
        code == .success ? Terminal.print(message + "\n") : Terminal.complain(message + "\n")
        return code.rawValue
    }
}

extension ProcessContext {
    /// The context of this process.
    static let current = ProcessContext(
        environment: ProcessInfo.processInfo.environment,
        folder: FileManager.default.currentDirectoryPath, executable: "/proc/self/exe",
        clock: .system, criticalSections: SignalSections.shared)
}

/// The error that ends a command with the exit code of its result.
struct Ending: Error {
    let code: PinionCommands::ExitCode

    init(_ code: PinionCommands::ExitCode) { self.code = code }
}
