extension YAMLReader {
    mutating func aliased(_ event: YAMLEvent, depth: Int) throws(Halt) -> YAMLNode {
        let range = event.start.offset..<event.end
        let text = source.text(in: range)
        guard !dialect.isStrict else {
            list.add(
                event.start, "an alias (\(ShownText(text))) is not allowed",
                "write the value out at this place")
            return YAMLNode(
                kind: .scalar("", .plain), tag: nil, range: range, position: event.start,
                isFlow: false)
        }
        do throws(YAMLComplaint) {
            let levels = dialect.deepest - depth + 1
            return try anchors.value(of: text.dropFirst(), levels: levels).get().aliased(by: range)
        } catch {
            list.add(event.start, error.problem, error.remedy)
            throw Halt()
        }
    }

    /// Returns the mappings of a merge key's value, in order of decreasing precedence.
    mutating func mappings(toMerge value: YAMLNode) -> [YAMLNode] {
        let mappings = value.elements?.map { $0.aliased(by: $0.alias ?? value.alias) } ?? [value]
        for node in mappings where node.entries == nil {
            list.add(
                source.position(at: (node.alias ?? node.range).lowerBound),
                "a merge key (<<) holds \(node.noun)", "write a mapping, or a list of mappings")
        }
        return mappings
    }

    /// Returns the entries whose keys are neither in the mapping that merges them nor in an earlier
    /// merged mapping.
    static func entries(
        merging mappings: [YAMLNode], excluding keys: inout YAMLKeys
    ) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        for mapping in mappings {
            for entry in mapping.entries ?? []
            where keys.insert(entry.name, at: entry.key.position) == nil {
                entries.append(
                    YAMLNode.Entry(
                        key: entry.key.aliased(by: mapping.alias ?? entry.key.alias),
                        value: entry.value.aliased(by: mapping.alias ?? entry.value.alias)))
            }
        }
        return entries
    }
}

extension YAMLNode {
    /// Whether the key merges the entries of other mappings ("Merge Key", YAML types for 1.1).
    var isMerge: Bool { kind == .scalar("<<", .plain) && alias == nil }

    /// Returns the node as it is used through an alias; unaliased for `nil`.
    fileprivate func aliased(by alias: Range<Int>?) -> YAMLNode {
        var node = self
        node.alias = alias
        return node
    }
}
