import PinionSyntax

/// A server's demand for authentication (RFC 9110, section 11.6.1).
struct Challenge: Hashable, Sendable {
    /// The scheme in lower case: `bearer`, `basic`.
    let scheme: String
    /// The parameters by name, in lower case.
    let parameters: [String: String]

    /// Reads the challenges in a `WWW-Authenticate` value; quoted values may hold commas.
    ///
    /// The list ends at the first part that cannot be read: nothing is guessed.
    static func parsing(_ text: String) -> [Challenge] {
        var scanner = ChallengeScanner(text)
        var challenges: [Challenge] = []
        while let challenge = scanner.challenge() { challenges.append(challenge) }
        return challenges
    }
}

/// Reads tokens, quoted strings and commas.
private struct ChallengeScanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8.prefix(16_384))[...] }

    mutating func challenge() -> Challenge? {
        skip(" \t,")
        guard let scheme = token(), rest.isEmpty || rest.first == 0x20 || rest.first == 0x2c else {
            return nil
        }
        var parameters: [String: String] = [:]
        while true {
            let start = rest
            skip(" \t,")
            guard let (name, value) = parameter() else {
                rest = start
                break
            }
            // A repeated parameter is ambiguous: the first one counts.
            if parameters[name] == nil { parameters[name] = value }
        }
        return Challenge(scheme: scheme.lowercased(), parameters: parameters)
    }

    private mutating func parameter() -> (String, String)? {
        guard let name = token() else { return nil }
        skip(" \t")
        guard rest.first == UInt8(ascii: "=") else { return nil }
        rest.removeFirst()
        skip(" \t")
        guard let value = rest.first == UInt8(ascii: "\"") ? quoted() : token() else { return nil }
        return (name.lowercased(), value)
    }

    private mutating func token() -> String? {
        let bytes = rest.prefix { byte in
            Byte.isDigit(byte) || Byte.isLetter(byte) || "!#$%&'*+-.^_`|~/:".utf8.contains(byte)
        }
        guard !bytes.isEmpty else { return nil }
        rest = rest[bytes.endIndex...]
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func quoted() -> String? {
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"): bytes.append(rest.popFirst() ?? byte)
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private mutating func skip(_ characters: String) {
        rest = rest.drop { characters.utf8.contains($0) }
    }
}
