import PinionModel

/// A rule of the files stands against what was asked: nothing is pushed, exit code 3.
package struct RuleRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is refused, by which rule, and the way out.
    package let description: String

    /// Puts a refusal into words.
    package init(_ text: String) { description = text }
}
