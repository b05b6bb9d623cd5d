package import PinionSyntax

/// The known keys of one YAML mapping.
package struct Fields {
    package let node: YAMLNode
    /// The known keys with their values, in the order of the file.
    package let entries: [YAMLNode.Entry]
    /// The known keys that the unknown, probably misspelled ones most resemble.
    let guesses: [String]

    /// Returns the value of a key; `nil` if the key is absent.
    package subscript(key: String) -> YAMLNode? { entry(key)?.value }

    /// Returns the node of the key itself, which has its position.
    package func key(_ key: String) -> YAMLNode? { entry(key)?.key }

    /// Returns the entries of some keys, in the order of the file.
    package func present(of keys: [String]) -> [YAMLNode.Entry] {
        entries.filter { keys.contains($0.name) }
    }

    private func entry(_ key: String) -> YAMLNode.Entry? { entries.first { $0.name == key } }
}

extension FileReading {
    /// Reads a mapping and refuses unknown keys; `place` ends the message, such as "in `hold`".
    package mutating func fields(
        of node: YAMLNode, as key: String, _ place: String, known: [String]
    ) -> Fields? {
        guard let entries = node.entries else {
            refuse(node, as: key, want: "a mapping with \(listed(known, "or"))")
            return nil
        }
        var guesses: [String] = []
        let accepted = entries.filter { entry in
            guard !known.contains(entry.name) else { return true }
            let guess = nearest(to: entry.name, among: known)
            guesses += guess.map { [$0] } ?? []
            refuse(
                entry.key, "unknown key \(QuotedText(entry.name)) \(place)",
                guess.map { "did you mean `\($0)`?" } ?? Self.list(of: known))
            return false
        }
        return Fields(node: node, entries: accepted, guesses: guesses)
    }

    private static func list(of keys: [String]) -> String {
        keys.count == 1
            ? "the only key here is `\(keys[0])`" : "the keys here are \(listed(keys, "and"))"
    }

    /// Returns the entry for the one of several mutually exclusive keys that is present.
    package mutating func exactlyOne(
        of keys: [String], in fields: Fields, as key: String
    ) -> YAMLNode.Entry? {
        let found = fields.present(of: keys)
        guard let only = found.first else {
            guard Set(fields.guesses).isDisjoint(with: keys) else { return nil }
            refuse(
                fields.node, "\(Self.named(key)) has none of \(listed(keys, "and"))",
                "write exactly one of them")
            return nil
        }
        guard found.count == 1 else {
            for extra in found.dropFirst() {
                refuse(
                    extra.key, "\(Self.named(key)) has both `\(only.name)` and `\(extra.name)`",
                    "keep exactly one of \(listed(keys, "and"))")
            }
            return nil
        }
        return only
    }

    /// Returns the value of a required key; refuses the mapping if the key is absent.
    package mutating func required(
        _ key: String, in fields: Fields, as parent: String, want: String
    ) -> YAMLNode? {
        if let node = fields[key] { return node }
        guard !fields.guesses.contains(key) else { return nil }
        refuse(fields.node, "\(Self.named(parent)) has no `\(key)`", "add `\(key)`: \(want)")
        return nil
    }
}
