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
}
