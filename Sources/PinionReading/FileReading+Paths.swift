package import PinionSyntax

extension FileReading {
    /// Reads a path inside the repository, without `.` and empty parts.
    package mutating func relativePath(_ node: YAMLNode, as key: String, want: String) -> String? {
        guard let value = text(node, as: key, want: want) else { return nil }
        return relativePath(value, at: node, as: key)
    }

    /// Reads a path inside the repository that is a part of a value.
    package mutating func relativePath(
        _ value: some StringProtocol, at node: YAMLNode, as key: String
    ) -> String? {
        guard !value.hasPrefix("/") else {
            refuse(
                node, "`\(key)` is the absolute path \(QuotedText(value))",
                "write a path relative to the repository")
            return nil
        }
        return cleanPath(value, at: node, as: key)
    }

    /// Reads a path inside the repository, or an absolute one.
    package mutating func anyPath(_ node: YAMLNode, as key: String, want: String) -> String? {
        guard let value = text(node, as: key, want: want) else { return nil }
        guard let path = cleanPath(value, at: node, as: key) else { return nil }
        return value.hasPrefix("/") ? "/" + path : path
    }

    private mutating func cleanPath(_ value: some StringProtocol, at node: YAMLNode, as key: String)
        -> String?
    {
        let parts = value.split(separator: "/").filter { $0 != "." }
        guard !parts.contains("..") else {
            refuse(
                node, "`\(key)` is \(QuotedText(value)), which holds `..`",
                "write a path that stays inside the repository")
            return nil
        }
        let isVisible = value.unicodeScalars.allSatisfy {
            $0.properties.generalCategory != .control && $0.properties.generalCategory != .format
        }
        guard !parts.isEmpty, isVisible, value.utf8.count <= 1_024 else {
            refuse(
                node, "`\(key)` is \(QuotedText(value)), which is no path",
                "write a path of names and /")
            return nil
        }
        return parts.joined(separator: "/")
    }
}
