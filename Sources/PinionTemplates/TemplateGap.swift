package import PinionSyntax

/// A part of a template that its text does not say.
package struct TemplateGap: Hashable, Sendable {
    /// What is not known, as a clause.
    package let clause: String
    /// Where it stands.
    package let position: Position
    /// Whether it may write images of the template's own containers; else it holds other ones.
    package let isWriter: Bool
    /// The logical id of what holds others of its own; nil for a writer.
    package var owner: String?
}

extension StackTemplate {
    /// Everything that the template's text does not say, in the order of kinds and of the text.
    package var unknownParts: [TemplateGap] {
        writers
            + (taskDefinitions + expressServices).flatMap { definition in
                definition.gaps.map {
                    TemplateGap(
                        clause: "\($0) of \(ShownText(definition.logicalID))",
                        position: definition.position, isWriter: true)
                }
            }
            + (nestedStacks + stackSets).map {
                TemplateGap(
                    clause:
                        "the nested stack \(ShownText($0.logicalID)) has a template of its "
                        + "own\($0.source), which is not followed; name its file under "
                        + "`templates:` too",
                    position: $0.position, isWriter: false, owner: $0.logicalID)
            } + modules
    }
}
