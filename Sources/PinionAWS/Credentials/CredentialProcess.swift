import PinionProcess

/// A profile's `credential_process`: a program that prints credentials.
///
/// AWS SDKs and Tools Reference Guide, "Process credential provider": JSON with `Version` 1.
struct CredentialProcess: Sendable {
    let command: String
    /// The profile in error messages.
    let origin: String
    let variables: [String: String]
    let clock: ProcessClock
    var deadline: Duration = .seconds(60)

    func credentials() async throws(AWSError) -> AWSCredentials {
        let words = Self.words(command)
        guard let program = words.first else { throw failure("the command is empty") }
        let answer: (isSuccess: Bool, output: [UInt8])
        do throws(Program.Failure) {
            answer = try await Program(program, Array(words.dropFirst()), environment: variables)
                .run(within: deadline, by: clock)
        } catch .late {
            throw failure("it did not end within \(deadline.components.seconds) s")
        } catch .tooMuchOutput {
            throw failure("`\(program)` printed more than 64 KiB, which no credentials have")
        } catch .missing {
            throw failure("there is no program `\(program)` in PATH")
        } catch {
            throw failure("`\(program)` could not be run")
        }
        guard answer.isSuccess else { throw failure("`\(program)` failed") }
        return try SessionCredentials.read(
            json: answer.output, origin: "\(origin) (credential_process)", version: 1)
    }

    private func failure(_ reason: String) -> AWSError {
        .credentials(
            origin: "\(origin) (credential_process)", reason: reason,
            remedy: "run it by hand to see why")
    }

    /// Splits a command into words; spaces within quotes do not split, and no shell is involved.
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
