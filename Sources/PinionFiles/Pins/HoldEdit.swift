import PinionModel
import PinionSyntax

/// The edit that adds a hold to a pin in a file or removes it, and changes no other byte.
struct HoldEdit {
    /// The new hold; `nil` removes the present one.
    let hold: Hold?
    /// The pin's node: its reference, or its mapping.
    let node: YAMLNode

    func edits(in source: SourceText) throws(FilesError) -> [Edit] {
        do throws(SyntaxError) {
            guard let hold else { return [try Edit.removing(key: "hold", from: node, in: source)] }
            return try edits(putting: HoldText(hold: hold), in: source)
        } catch {
            throw FilesError(error)
        }
    }

    private func edits(
        putting text: HoldText, in source: SourceText
    ) throws(SyntaxError) -> [Edit] {
        if let present = node["hold"] {
            return [Edit.replacing(value: present, with: text.description, in: source)]
        }
        guard node.entries != nil else {
            // The line of a block scalar has no quotes of its own, and may need them in braces.
            let quote = node.isBlockScalar ? "\"" : ""
            return try Edit.surrounding(
                value: node, with: "{ image: \(quote)", "\(quote), hold: \(text) }", in: source)
        }
        guard node.isFlow else {
            return Edit.inserting(lines: ["hold: \(text)"], intoBlock: node, in: source)
        }
        return try Edit.inserting(entries: ["hold: \(text)"], intoFlow: node, in: source)
    }
}
