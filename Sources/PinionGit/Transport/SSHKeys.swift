import FoundationEssentials

/// The keys that are offered to an SSH server, in order.
enum SSHKey: Hashable, Sendable, CustomStringConvertible {
    /// All keys that the agent holds.
    case agent
    /// A key file.
    case file(String)

    /// Returns the keys of an environment: only the one that `PINION_SSH_KEY` names, else the
    /// agent's followed by the usual files.
    static func all(in environment: [String: String]) -> [SSHKey] {
        if let path = environment["PINION_SSH_KEY"], !path.isEmpty { return [.file(path)] }
        let agent: [SSHKey] = environment["SSH_AUTH_SOCK"].map(Files.exists) == true ? [.agent] : []
        let home = environment["HOME"] ?? ""
        return agent
            + ["id_ed25519", "id_ecdsa", "id_rsa"].map { "\(home)/.ssh/\($0)" }
            .filter(Files.exists).map(SSHKey.file)
    }

    /// The key in messages.
    var description: String {
        switch self {
        case .agent: "the keys of ssh-agent"
        case .file(let path): path
        }
    }

    /// The reason why the key cannot be used at all, as a clause; `nil` if it can be tried.
    var obstacle: String? {
        guard case .file(let path) = self else { return nil }
        guard let text = Files.text(path) else { return "\(path) cannot be read" }
        return Self.hasPassphrase(text) ? "\(path) has a passphrase: add it to ssh-agent" : nil
    }

    /// Whether a private key is encrypted: its PEM header says so, or the cipher after the magic of
    /// OpenSSH's own format (`PROTOCOL.key`) is not `none`.
    private static func hasPassphrase(_ text: String) -> Bool {
        if text.contains("ENCRYPTED") { return true }
        let lines = text.split(whereSeparator: \.isNewline)
        guard lines.first == "-----BEGIN OPENSSH PRIVATE KEY-----", lines.count > 1,
            let head = Data(base64Encoded: String(lines[1].prefix(64))), head.count > 23
        else { return false }
        let cipher = Array(head.dropFirst("openssh-key-v1".utf8.count + 1))
        return !cipher.starts(with: [0, 0, 0, 4] + Array("none".utf8))
    }
}
