/// Returns an orchestrator's words about a failure, on one short line, with likely secrets masked:
/// fit for the ledger, which everyone who can fetch the repository can read.
///
/// This is the second line of defence: the output of a container itself is never passed on. It
/// masks passwords in URLs, values whose name indicates a secret, AWS access keys, and everything
/// from the start of a private key. The first words of common errors after a colon are kept, so
/// that the reason why `get-token` cannot be executed stays readable.
package func maskedWords(_ text: some StringProtocol, atMost limit: Int = 300) -> String {
    // Masked before it is cut, so that no part of a secret is left.
    var words = MaskedText(oneLine(text, atMost: max(limit, 0) * 8 + 4_000))
    words.maskKeys()
    words.maskCredentials()
    words.maskAssignments()
    return oneLine(words.description, atMost: limit)
}

/// A text in which pieces are replaced by a mask.
private struct MaskedText: CustomStringConvertible {
    private static let mask = Array("•••")
    private static let ends = Set(" \t,;&\"'`)]}<>")
    private static let secrets = [
        "password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "api_key",
        "api-key", "accesskey", "access_key", "access-key", "credential", "authorization",
        "private_key", "privatekey",
    ]

    /// First words of errors from runc and the kernel after a name: `exec: "get-token": stat …`.
    private static let errors: Set<String> = [
        "stat", "lstat", "open", "exec", "fork/exec", "executable", "no", "not", "permission",
        "operation", "is", "invalid", "input/output", "text", "too", "cannot", "file", "argument",
        "bad", "read-only", "exit", "unknown",
    ]

    private var characters: [Character]

    init(_ text: String) { characters = Array(text) }

    var description: String { String(characters) }

    /// Masks `-----BEGIN …` to the end, and `AKIA…` or `ASIA…` with sixteen or more characters.
    mutating func maskKeys() {
        if let start = place(of: Array("-----BEGIN "), from: 0) {
            characters.replaceSubrange(start..., with: Self.mask)
        }
        for mark in ["AKIA", "ASIA"] {
            var from = 0
            while let start = place(of: Array(mark), from: from) {
                let end = self.end(from: start) { $0.isASCII && ($0.isUppercase || $0.isNumber) }
                from = start + Self.mask.count
                if end - start >= 20 {
                    characters.replaceSubrange(start..<end, with: Self.mask)
                } else {
                    from = end
                }
            }
        }
    }

    /// Masks the user and password in `scheme://user:password@host`, up to the last `@` there.
    mutating func maskCredentials() {
        var from = 0
        while let colon = place(of: Array("://"), from: from) {
            let start = colon + 3
            let end = self.end(from: start) { $0 != "/" && !Self.ends.contains($0) }
            from = start
            guard let at = characters[start..<end].lastIndex(of: "@") else { continue }
            characters.replaceSubrange(start..<at, with: Self.mask)
        }
    }

    /// Masks values in `NAME=value`, `name: value`, `"name": "value"` whose name means a secret.
    mutating func maskAssignments() {
        var index = 0
        while index < characters.count {
            defer { index += 1 }
            guard characters[index] == "=" || characters[index] == ":", isSecret(before: index)
            else { continue }
            var start = index + 1
            while start < characters.count, " \"'".contains(characters[start]) { start += 1 }
            var end = self.end(from: start) { !Self.ends.contains($0) }
            if ["bearer", "basic"].contains(String(characters[start..<end]).lowercased()) {
                end = self.end(from: min(end + 1, characters.count)) { !Self.ends.contains($0) }
            }
            guard end > start, !isError(from: start, to: end, after: index) else { continue }
            characters.replaceSubrange(start..<end, with: Self.mask)
            index = start + Self.mask.count - 1
        }
    }

    /// Whether the word after a colon and a space begins a common error, and so is not a secret.
    private func isError(from start: Int, to end: Int, after colon: Int) -> Bool {
        guard characters[colon] == ":", start == colon + 2, characters[colon + 1] == " " else {
            return false
        }
        return Self.errors.contains(String(characters[start..<end]))
    }

    /// Whether the name before a place indicates a secret; a part of an ARN is not such a name.
    private func isSecret(before index: Int) -> Bool {
        var end = index
        while end > 0, "\"' ".contains(characters[end - 1]) { end -= 1 }
        var start = end
        while start > 0, isOfName(characters[start - 1]) { start -= 1 }
        if start > 0, characters[start - 1] == ":" { return false }
        let name = String(characters[start..<end]).lowercased()
        return Self.secrets.contains { name.contains($0) }
    }

    private func isOfName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_-.".contains(character)
    }

    private func end(from start: Int, while isInside: (Character) -> Bool) -> Int {
        characters[min(start, characters.count)...].firstIndex { !isInside($0) }
            ?? characters.count
    }

    private func place(of text: [Character], from start: Int) -> Int? {
        guard start + text.count <= characters.count else { return nil }
        return (start...(characters.count - text.count)).first {
            characters[$0..<$0 + text.count].elementsEqual(text)
        }
    }
}
