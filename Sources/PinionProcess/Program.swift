package import Subprocess
import SystemPackage

/// A program that is run once and killed if it takes too long; no shell is involved.
package struct Program: Sendable {
    /// The reason why a program has no answer.
    package enum Failure: Error, Hashable, Sendable {
        /// No program has that name.
        case missing
        /// It did not end in time, or its caller was cancelled.
        case late
        /// It wrote more than ``longestOutput``.
        case tooMuchOutput
        /// The operating system could not run it.
        case unusable
    }

    /// The maximum number of bytes of its output that are read.
    package static let longestOutput = 1 << 16

    private let executable: Executable
    private let arguments: [String]
    private let environment: Environment

    /// Makes a program from its path, or from a name that is looked up in the environment's `PATH`.
    package init(_ name: String, _ arguments: [String], environment: [String: String]) {
        executable = name.contains("/") ? .path(FilePath(name)) : .name(name)
        self.arguments = arguments
        self.environment = .of(environment)
    }

    /// Runs it, and returns whether it succeeded, and its standard output.
    package func run(
        input: String = "", within limit: Duration, by clock: ProcessClock
    ) async throws(Failure) -> (isSuccess: Bool, output: [UInt8]) {
        let result = await withTaskGroup(of: Result<(Bool, [UInt8]), Failure>.self) { group in
            group.addTask { await self.result(of: input) }
            group.addTask {
                try? await clock.expiry(after: limit)  // a cancelled wait is over too
                return .failure(.late)
            }
            defer { group.cancelAll() }
            return await group.next()
        }
        return try (result ?? .failure(.late)).get()
    }

    /// Writes the input itself, which the program need not read: the library's own inputs end this
    /// process if a program exits without reading them (swift-subprocess 1.0.2).
    private func result(of input: String) async -> Result<(Bool, [UInt8]), Failure> {
        do {
            let result = try await Subprocess.run(
                executable, arguments: Arguments(arguments), environment: environment,
                input: .inputWriter, output: .bytes(limit: Self.longestOutput), error: .discarded
            ) { execution in
                _ = try? await execution.standardInputWriter.write(Array(input.utf8))
                try await execution.standardInputWriter.finish()
            }
            return .success((result.terminationStatus.isSuccess, result.standardOutput))
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return .failure(.missing)
        } catch let error as SubprocessError where error.code == .outputLimitExceeded {
            return .failure(.tooMuchOutput)
        } catch {
            return .failure(.unusable)
        }
    }
}

extension Environment {
    /// Returns an environment with exactly these variables.
    package static func of(_ variables: [String: String]) -> Environment {
        // Uses keys: the initialiser for bytes needs a NUL at each end, and reads on without one.
        .custom(
            Dictionary(
                variables.map { (Key(stringLiteral: $0.key), $0.value) }, uniquingKeysWith: { $1 }))
    }
}
