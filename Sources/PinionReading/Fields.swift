package import PinionSyntax

/// The known keys of one mapping.
package struct Fields {
    /// The mapping.
    package let node: YAMLNode
    /// Its known keys with their values, in the order of the file.
    package let entries: [YAMLNode.Entry]
    /// The known keys that somebody most likely meant by an unknown one.
    let misspelt: [String]

    /// The value of a key; nil where there is no such key.
    package subscript(key: String) -> YAMLNode? { entry(key)?.value }

    /// The node of a key itself, for its position.
    package func key(_ key: String) -> YAMLNode? { entry(key)?.key }

    /// The entries of some keys, in the order of the file.
    package func present(of keys: [String]) -> [YAMLNode.Entry] {
        entries.filter { keys.contains($0.name) }
    }

    private func entry(_ key: String) -> YAMLNode.Entry? { entries.first { $0.name == key } }
}

extension FileReading {
    /// Takes a mapping apart and refuses unknown keys; `place` ends the message: "in `hold`".
    package mutating func fields(
        of node: YAMLNode, as key: String, _ place: String, known: [String]
    ) -> Fields? {
        guard let entries = node.entries else {
            refuse(node, as: key, want: "a mapping with \(listed(known, "or"))")
            return nil
        }
        var misspelt: [String] = []
        let accepted = entries.filter { entry in
            guard !known.contains(entry.name) else { return true }
            let guess = nearest(to: entry.name, among: known)
            misspelt += guess.map { [$0] } ?? []
            refuse(
                entry.key, "unknown key \(QuotedText(entry.name)) \(place)",
                guess.map { "did you mean `\($0)`?" } ?? Self.list(of: known))
            return false
        }
        return Fields(node: node, entries: accepted, misspelt: misspelt)
    }

    private static func list(of keys: [String]) -> String {
        keys.count == 1
            ? "the only key here is `\(keys[0])`" : "the keys here are \(listed(keys, "and"))"
    }

    /// The entry of the only key that stands, of some that exclude each other.
    package mutating func exactlyOne(
        of keys: [String], in fields: Fields, as key: String
    ) -> YAMLNode.Entry? {
        let found = fields.present(of: keys)
        guard let only = found.first else {
            guard Set(fields.misspelt).isDisjoint(with: keys) else { return nil }
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

    /// The value of a key that must be there.
    package mutating func required(
        _ key: String, in fields: Fields, as parent: String, want: String
    ) -> YAMLNode? {
        if let node = fields[key] { return node }
        guard !fields.misspelt.contains(key) else { return nil }
        refuse(fields.node, "\(Self.named(parent)) has no `\(key)`", "add `\(key)`: \(want)")
        return nil
    }
}
