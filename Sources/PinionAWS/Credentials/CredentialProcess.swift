import PinionHTTP
import Subprocess
import SystemPackage

/// A program that prints keys: `credential_process` of a profile.
///
/// AWS SDKs and Tools Reference Guide, "Process credential provider": JSON with `Version` 1 on
/// standard output.
struct CredentialProcess: Sendable {
    /// The command as it is written, with quotes.
    let command: String
    /// Whose it is, for people.
    let origin: String
    /// The environment to run in.
    let variables: [String: String]
    /// How long it may take.
    var deadline: Duration = .seconds(60)

    /// The keys that it prints.
    func credentials() async throws(AWSError) -> AWSCredentials {
        let words = Self.words(command)
        guard let program = words.first else { throw failure("the command is empty") }
        let output: (isSuccess: Bool, bytes: [UInt8])?
        do {
            output = try await run(program, Array(words.dropFirst()))
        } catch {
            throw failure("`\(program)` could not be run")
        }
        guard let output else {
            throw failure("it did not end within \(deadline.components.seconds) s")
        }
        guard output.isSuccess else { throw failure("`\(program)` failed") }
        return try SessionCredentials.read(
            json: output.bytes, origin: "\(origin) (credential_process)", version: 1)
    }

    private func failure(_ reason: String) -> AWSError {
        .credentials(
            origin: "\(origin) (credential_process)", reason: reason,
            remedy: "run it by hand to see why")
    }

    private func run(_ program: String, _ arguments: [String]) async throws -> (Bool, [UInt8])? {
        let inherited = variables.compactMap { key, value in
            Environment.Key(rawValue: key).map { ($0, value) }
        }
        let surroundings = Environment.custom(Dictionary(uniqueKeysWithValues: inherited))
        let executable: Executable =
            program.contains("/") ? .path(FilePath(program)) : .name(program)
        return try await withThrowingTaskGroup(of: (Bool, [UInt8])?.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                let result = try await Subprocess.run(
                    executable, arguments: Arguments(arguments), environment: surroundings,
                    input: .none, output: .bytes(limit: 1 << 16), error: .discarded)
                return (result.terminationStatus.isSuccess, result.standardOutput)
            }
            group.addTask { [deadline] in
                try await Task.sleep(for: deadline)
                return nil
            }
            return try await group.next() ?? nil
        }
    }

    /// The words of a command; quotes keep spaces together, and no shell is involved.
    static func words(_ command: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in command {
            if character == quote {
                quote = nil
            } else if quote == nil, character == "\"" || character == "'" {
                quote = character
                word = word ?? ""
            } else if quote == nil, character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + String(character)
            }
        }
        if let word { words.append(word) }
        return words
    }
}
