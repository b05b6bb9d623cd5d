/// What the messages of a change's commits say about it: the trailers of their last paragraphs.
package struct ChangeTrailers: Hashable, Sendable {
    /// The environments of `Pinion-Environment` trailers; nil where there is none.
    package let environments: Set<String>?
    /// The reasons of `Pinion-Override` trailers, in the order of the commits, each once.
    package let overrides: [String]

    /// Reads the trailers of whole messages.
    package init(of messages: [String]) {
        let lines = messages.flatMap(Self.trailers)
        let names = lines.compactMap { Self.value(of: "Pinion-Environment", in: $0) }
        environments = names.isEmpty ? nil : Set(names)
        var reasons: [String] = []
        for reason in lines.compactMap({ Self.value(of: "Pinion-Override", in: $0) })
        where !reasons.contains(reason) { reasons.append(reason) }
        overrides = reasons
    }

    /// The lines of the last paragraph; a message of one paragraph has no trailers.
    private static func trailers(_ message: String) -> [Substring] {
        let lines = message.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        let trimmed = lines.reversed().drop { $0.allSatisfy(\.isWhitespace) }
        let last = trimmed.prefix { !$0.allSatisfy(\.isWhitespace) }
        return last.count == trimmed.count ? [] : last.reversed()
    }

    private static func value(of key: String, in line: Substring) -> String? {
        guard line.hasPrefix(key + ":") else { return nil }
        let value = line.dropFirst(key.count + 1).drop(while: \.isWhitespace)
        return value.isEmpty ? nil : String(value)
    }
}
