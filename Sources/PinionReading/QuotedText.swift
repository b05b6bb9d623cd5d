import PinionSyntax

/// A text of a file prepared for a message: short, in backticks, and without characters that act on
/// a terminal or cannot be seen.
package struct QuotedText: CustomStringConvertible {
    /// The text in backticks.
    package let description: String

    package init(_ text: some StringProtocol) { description = "`\(ShownText(text, longest: 80))`" }
}

/// Joins words into a list for a sentence: `a`, `a or b`, `a, b or c`.
package func listed(_ words: [String], _ conjunction: String) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
}
