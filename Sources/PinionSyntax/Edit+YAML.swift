extension Edit {
    /// Writes a new text in the place of a scalar, in the same style.
    ///
    /// A plain or single-quoted scalar becomes a double-quoted one when its style cannot hold the
    /// text. The text is written on one line; no byte outside the scalar changes.
    ///
    /// - Throws: why the value cannot be edited: it is a block scalar, missing, or no scalar.
    package static func replacing(
        scalar node: YAMLNode, with text: String, in source: SourceText
    ) throws(SyntaxError) -> Edit {
        guard case .scalar(_, let style) = node.kind else {
            throw SyntaxError(
                path: source.path, node.position,
                "the value is \(node.noun) and cannot be replaced by a text", "edit it by hand"
            )
        }
        guard !node.range.isEmpty else {
            throw SyntaxError(
                path: source.path, node.position, "there is no value to replace",
                "write one by hand first"
            )
        }
        switch style {
        case .plain:
            return Edit(node.range, YAMLScalarText(text).plain ?? YAMLScalarText(text).double)
        case .single:
            return Edit(node.range, YAMLScalarText(text).single ?? YAMLScalarText(text).double)
        case .double:
            return Edit(node.range, YAMLScalarText(text).double)
        case .literal, .folded:
            throw SyntaxError(
                path: source.path, node.position,
                "the value is written as a block and cannot be replaced in place",
                "write it on one line, plain or in quotes"
            )
        }
    }

    /// Adds a key with a text to the end of a mapping.
    ///
    /// It becomes a line of its own under the keys of a block mapping, or follows the last value of
    /// a flow mapping.
    ///
    /// - Throws: why it cannot be added: the key is there, or the mapping ends in a block scalar.
    package static func inserting(
        key: String, value: String, into mapping: YAMLNode, in source: SourceText
    ) throws(SyntaxError) -> Edit {
        guard let entries = mapping.entries else {
            throw SyntaxError(
                path: source.path, mapping.position,
                "the value is \(mapping.noun) and takes no key", "write a mapping of keys to values"
            )
        }
        if let clash = clash(of: key, with: entries) {
            throw SyntaxError(path: source.path, mapping.position, clash.problem, clash.remedy)
        }
        let text = "\(YAMLScalarText(key).text): \(YAMLScalarText(value).text)"
        if mapping.isFlow { return try flowInsertion(of: text, into: mapping, entries, source) }
        return try blockInsertion(of: text, into: mapping, source)
    }

    private static func clash(of key: String, with entries: [YAMLNode.Entry]) -> YAMLKeys.Clash? {
        var keys = YAMLKeys()
        for entry in entries { _ = keys.insert(entry.name, at: entry.key.position) }
        return keys.insert(key, at: Position(line: 0, column: 0, offset: 0))
    }

    private static func flowInsertion(
        of text: String, into mapping: YAMLNode, _ entries: [YAMLNode.Entry], _ source: SourceText
    ) throws(SyntaxError) -> Edit {
        guard source.bytes[mapping.range.lowerBound] == Byte.openBrace else {
            throw SyntaxError(
                path: source.path, mapping.position, "a pair without braces takes no second key",
                "write it in braces"
            )
        }
        guard let last = entries.last else {
            let inside = mapping.range.lowerBound + 1
            return Edit(inside..<inside, text)
        }
        let end = max(last.value.range.upperBound, last.key.range.upperBound)
        return Edit(end..<end, ", \(text)")
    }

    private static func blockInsertion(
        of text: String, into mapping: YAMLNode, _ source: SourceText
    ) throws(SyntaxError) -> Edit {
        guard !mapping.endsInBlockScalar else {
            throw SyntaxError(
                path: source.path, mapping.position,
                "the mapping ends in a block of text, so that no key can be added safely",
                "add it by hand"
            )
        }
        let rest = source.bytes[mapping.range.upperBound...]
        let lineEnd = rest.firstIndex(of: Byte.lineFeed)
        let ending = String(decoding: source.lineEnding, as: UTF8.self)
        let line = String(repeating: " ", count: mapping.position.column - 1) + text
        guard let lineEnd else {
            return Edit(source.bytes.endIndex..<source.bytes.endIndex, ending + line)
        }
        return Edit(lineEnd + 1..<lineEnd + 1, line + ending)
    }
}

extension YAMLNode {
    /// Whether the last bytes of the value belong to a literal or folded scalar.
    fileprivate var endsInBlockScalar: Bool {
        switch kind {
        case .scalar(_, let style): style == .literal || style == .folded
        case .sequence(let elements): elements.last?.endsInBlockScalar ?? false
        case .mapping(let entries): entries.last?.value.endsInBlockScalar ?? false
        }
    }
}
