extension ImageReference {
    /// A repository on a registry, in canonical form: `docker.io/library/nginx`.
    package struct Repository: Hashable, Sendable, Comparable, CustomStringConvertible {
        /// The registry's host, with its port where one is given.
        package let registry: String
        /// The path on the registry.
        package let path: String

        /// Reads a name without tag and digest, short or canonical.
        package init(parsing text: some StringProtocol) throws(Malformed) {
            guard !text.isEmpty else { throw .empty }
            let (registry, path) = Self.split(String(text))
            guard Self.isHost(registry) else { throw .registry(registry) }
            for part in path.split(separator: "/", omittingEmptySubsequences: false) {
                guard Self.isComponent(part.utf8) else { throw .component(String(part)) }
            }
            let length = registry.utf8.count + 1 + path.utf8.count
            guard length <= 255 else { throw .tooLong(length) }
            self.registry = registry
            self.path = path
        }

        /// The canonical form.
        package var description: String { registry + "/" + path }

        /// The form that people write: without `docker.io` and `library/`.
        package var familiar: String {
            guard registry == Self.dockerHub else { return description }
            let official = path.hasPrefix("library/") && path.dropFirst(8).allSatisfy { $0 != "/" }
            return official ? String(path.dropFirst(8)) : path
        }

        /// Orders by text.
        package static func < (one: Repository, other: Repository) -> Bool {
            one.description < other.description
        }
    }
}

extension ImageReference.Repository {
    private static let dockerHub = "docker.io"

    /// The first component is a registry only if it holds `.` or `:`, or is `localhost`.
    private static func split(_ text: String) -> (registry: String, path: String) {
        guard let slash = text.firstIndex(of: "/") else { return (dockerHub, "library/" + text) }
        let first = String(text[..<slash])
        let rest = String(text[text.index(after: slash)...])
        guard first.contains(".") || first.contains(":") || first == "localhost" else {
            return (dockerHub, text)
        }
        let host = first == "index.docker.io" ? dockerHub : first
        guard host == dockerHub, !rest.contains("/") else { return (host, rest) }
        return (host, "library/" + rest)
    }

    private static func isHost(_ text: String) -> Bool {
        var name = text[...]
        if name.hasPrefix("[") {
            guard let close = name.firstIndex(of: "]") else { return false }
            let address = name[name.index(after: name.startIndex)..<close]
            guard !address.isEmpty, address.utf8.allSatisfy(isAddressByte) else { return false }
            let tail = name[name.index(after: close)...]
            return tail.isEmpty || (tail.hasPrefix(":") && isPort(tail.dropFirst()))
        }
        if let colon = name.firstIndex(of: ":") {
            guard isPort(name[name.index(after: colon)...]) else { return false }
            name = name[..<colon]
        }
        return name.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isLabel)
    }

    private static func isPort(_ text: Substring) -> Bool {
        guard let port = UInt16(text), text.utf8.allSatisfy(isDigit) else { return false }
        return port > 0
    }

    private static func isLabel(_ label: Substring) -> Bool {
        guard let first = label.utf8.first, let last = label.utf8.last else { return false }
        return first != 0x2d && last != 0x2d
            && label.utf8.allSatisfy { isDigit($0) || isLower($0) || isUpper($0) || $0 == 0x2d }
    }

    /// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
    private static func isComponent(_ part: Substring.UTF8View) -> Bool {
        var separator: [UInt8] = []
        var started = false
        for byte in part {
            if isDigit(byte) || isLower(byte) {
                guard separator.isEmpty || (started && isSeparator(separator)) else { return false }
                separator = []
                started = true
            } else {
                separator.append(byte)
            }
        }
        return started && separator.isEmpty
    }

    private static func isSeparator(_ bytes: [UInt8]) -> Bool {
        switch bytes {
        case [0x2e], [0x5f], [0x5f, 0x5f]: true
        default: bytes.allSatisfy { $0 == 0x2d }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLower(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte) }
    private static func isUpper(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x61...0x66).contains(byte) || (0x41...0x46).contains(byte)
            || byte == 0x3a || byte == 0x2e
    }
}
