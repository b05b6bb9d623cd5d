import PinionModel
import PinionReading
import PinionSyntax

extension FileReading {
    /// Reads the forge on which pull requests are opened.
    mutating func forge(_ node: YAMLNode) -> ForgeSettings? {
        let known = ["kind", "url", "repository"]
        guard let fields = fields(of: node, as: "forge", "in `forge`", known: known) else {
            return nil
        }
        guard !fields.present(of: known).isEmpty else {
            refuse(node, "`forge` says nothing", "add `kind`, `url` or `repository`, or remove it")
            return nil
        }
        return ForgeSettings(
            kind: fields["kind"].flatMap { choice($0, as: "kind") },
            address: fields["url"].flatMap { forgeAddress($0) },
            repository: fields["repository"].flatMap { forgeRepository($0) })
    }

    private mutating func forgeAddress(_ node: YAMLNode) -> String? {
        let want = "the address that people open, such as https://git.example.com/forge"
        guard let value = word(node, as: "url", want: want) else { return nil }
        do throws(ForgeAddress.Malformed) {
            return try ForgeAddress(parsing: value).description
        } catch {
            switch error {
            case .noAddress: refuse(node, as: "url", want: want)
            case .credentials:
                refuse(
                    node, "`url` holds a user or a password",
                    "take it out; if it is a password or a token, change it")
            case .query:
                refuse(
                    node, "`url` is \(QuotedText(value)), which has a query or fragment",
                    "end it before ? and #")
            case .plain:
                refuse(
                    node, "`url` is \(QuotedText(value)), over which a token would go unencrypted",
                    "write https://; plain http is for this machine only")
            }
            return nil
        }
    }

    /// Reads a repository's path, with the characters that forges allow in names: also `~` before a
    /// user of Bitbucket Data Center, and percent-encoding in a project of Azure DevOps, as in its
    /// address (`%20` for a space).
    private mutating func forgeRepository(_ node: YAMLNode) -> String? {
        let want = "owner/name, or with all its groups on GitLab"
        guard let value = word(node, as: "repository", want: want) else { return nil }
        let parts = value.split(separator: "/", omittingEmptySubsequences: false)
        let areNames = parts.allSatisfy { part in
            !part.isEmpty && part != "." && part != ".." && !part.hasPrefix("-")
                && part.utf8.allSatisfy { ForgeAddress.isNameByte($0) || $0 == 0x7e || $0 == 0x25 }
        }
        guard areNames, parts.count > 1, value.utf8.count <= 1_024 else {
            refuse(node, as: "repository", want: want)
            return nil
        }
        guard !value.hasSuffix(".git") else {
            refuse(node, "`repository` is \(QuotedText(value))", "leave out .git")
            return nil
        }
        return value
    }
}

/// The address of a forge: `https://host:port/path`, or plain `http` on this machine.
struct ForgeAddress: CustomStringConvertible {
    enum Malformed: Error {
        case noAddress
        case credentials
        case query
        case plain
    }

    /// The address without slashes at its end.
    let description: String

    init(parsing text: String) throws(Malformed) {
        guard let end = text.firstRange(of: "://") else { throw .noAddress }
        let scheme = text[..<end.lowerBound]
        guard scheme == "https" || scheme == "http" else { throw .noAddress }
        let authority = text[end.upperBound...].prefix { !"/?#".contains($0) }
        guard !authority.contains("@") else { throw .credentials }
        guard !text.contains("?"), !text.contains("#") else { throw .query }
        let host = try Self.host(of: authority)
        guard scheme == "https" || Self.isLoopback(host) else { throw .plain }
        let path = text[authority.endIndex...].split(separator: "/")
        guard path.allSatisfy({ $0 != "." && $0 != ".." && $0.utf8.allSatisfy(Self.isNameByte) })
        else { throw .noAddress }
        description = "\(scheme)://\(authority)" + path.map { "/\($0)" }.joined()
    }

    static func isNameByte(_ byte: UInt8) -> Bool {
        Byte.isDigit(byte) || Byte.isLetter(byte) || "-._".utf8.contains(byte)
    }

    /// Returns the host of `host`, `host:port` or `[address]:port`.
    private static func host(of authority: Substring) throws(Malformed) -> Substring {
        var host = authority
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { throw .noAddress }
            host = authority[...close]
            guard host.utf8.dropFirst().dropLast().allSatisfy(isAddressByte) else {
                throw .noAddress
            }
        } else {
            host = authority.prefix { $0 != ":" }
            guard host.utf8.allSatisfy(isNameByte) else { throw .noAddress }
        }
        let port = authority[host.endIndex...]
        guard !host.isEmpty, port.isEmpty || isPort(port) else { throw .noAddress }
        return host
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard text.first == ":", let port = Int(text.dropFirst()) else { return false }
        return text.utf8.dropFirst().first != 0x2b && (1...65_535).contains(port)
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x3a, 0x41...0x46, 0x61...0x66, 0x2e: true
        default: false
        }
    }

    private static func isLoopback(_ host: Substring) -> Bool {
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return host.lowercased() == "localhost" || host == "[::1]"
            || (numbers.count == 4 && numbers.first == 127 && !numbers.contains(nil))
    }
}
