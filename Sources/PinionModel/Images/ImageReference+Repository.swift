extension ImageReference {
    /// A repository on a registry, in canonical form: `docker.io/library/nginx`.
    package struct Repository: Hashable, Sendable, OrderedByText {
        /// The registry's host, with its port if one is given.
        package let registry: String
        /// The path on the registry.
        package let path: String

        /// Reads a name without tag and digest, short or canonical.
        package init(parsing text: some StringProtocol) throws(Malformed) {
            let bytes = Array(text.utf8)[...]
            guard !Self.isIdentifier(bytes) else { throw .identifier }
            try self.init(bytes: bytes)
        }

        init(bytes: ArraySlice<UInt8>) throws(Malformed) {
            guard !bytes.isEmpty else { throw .empty }
            let (registry, path) = Self.split(bytes)
            guard Self.isHost(registry) else {
                throw .registry(String(decoding: registry, as: UTF8.self))
            }
            if let part = Self.badComponent(of: path) {
                throw .component(String(decoding: part, as: UTF8.self))
            }
            let length = registry.count + 1 + path.count
            guard length <= 255 else { throw .tooLong(length) }
            self.registry = String(decoding: registry, as: UTF8.self)
            self.path = String(decoding: path, as: UTF8.self)
        }

        /// The canonical form.
        package var description: String { registry + "/" + path }

        /// The usual short form, without `docker.io` and `library/` where they may be left out.
        package var familiar: String {
            Self.isIdentifier(Array(shortened.utf8)[...]) ? description : shortened
        }

        /// The short form before a tag or a digest, where 64 hexadecimal digits are a name too.
        var shortened: String {
            guard registry == Self.dockerHub else { return description }
            let parts = path.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2)
            if parts.count == 2, path.hasPrefix(Self.official) { return String(path.dropFirst(8)) }
            return Self.namesHost(parts[0]) ? description : path
        }
    }
}

extension ImageReference.Repository {
    /// Whether a text is an image's id: 64 hexadecimal digits (distribution's `anchoredIdentifier`).
    static func isIdentifier(_ text: ArraySlice<UInt8>) -> Bool {
        text.count == 64 && text.allSatisfy(\.isHexDigit)
    }

    private static let dockerHub = "docker.io"
    private static let official = "library/"
    private static let hub = Array(dockerHub.utf8)[...]

    /// Splits off the registry: the first component if it contains `.` or `:`, or is `localhost`.
    private static func split(
        _ bytes: ArraySlice<UInt8>
    ) -> (registry: ArraySlice<UInt8>, path: ArraySlice<UInt8>) {
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else {
            return (hub, official.utf8 + bytes)
        }
        let first = bytes[..<slash]
        let rest = bytes[(slash + 1)...]
        guard namesHost(first) else { return (hub, bytes) }
        let isHub =
            first.elementsEqual(dockerHub.utf8) || first.elementsEqual("index.docker.io".utf8)
        guard isHub else { return (first, rest) }
        return (hub, rest.contains(UInt8(ascii: "/")) ? rest : official.utf8 + rest)
    }

    private static func namesHost(_ component: some Sequence<UInt8>) -> Bool {
        component.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") }
            || component.elementsEqual("localhost".utf8)
    }

    private static func isHost(_ host: ArraySlice<UInt8>) -> Bool {
        var name = host
        if name.first == UInt8(ascii: "[") {
            guard let close = name.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = name[(name.startIndex + 1)..<close]
            guard !address.isEmpty, address.allSatisfy(isAddressByte) else { return false }
            let tail = name[(close + 1)...]
            return tail.isEmpty || (tail.first == UInt8(ascii: ":") && isPort(tail.dropFirst()))
        }
        if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
            guard isPort(name[(colon + 1)...]) else { return false }
            name = name[..<colon]
        }
        return name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy(isLabel)
    }

    private static func isPort(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.count <= 5 && number(digits).map((1...65_535).contains) ?? false
    }

    private static func isLabel(_ label: ArraySlice<UInt8>) -> Bool {
        guard let first = label.first, let last = label.last else { return false }
        return first != 0x2d && last != 0x2d && label.allSatisfy { $0.isAlphanumeric || $0 == 0x2d }
    }

    /// Returns the first invalid component of a path; `nil` if all are valid.
    private static func badComponent(of path: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var start = path.startIndex
        while true {
            let end = path[start...].firstIndex(of: UInt8(ascii: "/")) ?? path.endIndex
            if !isComponent(path[start..<end]) { return path[start..<end] }
            guard end < path.endIndex else { return nil }
            start = end + 1
        }
    }

    /// Whether a component matches `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`.
    private static func isComponent(_ part: ArraySlice<UInt8>) -> Bool {
        /// The start of the separator that extends to the present place.
        var separator = part.startIndex
        for place in part.indices where part[place].isDigit || part[place].isLowercase {
            if separator < place {
                guard separator > part.startIndex, isSeparator(part[separator..<place]) else {
                    return false
                }
            }
            separator = place + 1
        }
        return !part.isEmpty && separator == part.endIndex
    }

    private static func isSeparator(_ bytes: ArraySlice<UInt8>) -> Bool {
        switch (bytes.count, bytes.first) {
        case (1, UInt8(ascii: ".")), (1, UInt8(ascii: "_")): true
        case (2, UInt8(ascii: "_")): bytes.last == UInt8(ascii: "_")
        default: bytes.allSatisfy { $0 == UInt8(ascii: "-") }
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        byte.isHexDigit || (0x41...0x46).contains(byte) || byte == 0x3a || byte == 0x2e
    }
}
