/// One mistake in a text: its position, the problem, and a remedy.
package struct SyntaxProblem: Hashable, Sendable {
    /// The start of the mistake.
    package let position: Position
    /// The problem, in lower case and without a full stop.
    package let problem: String
    /// The remedy, in lower case and without a full stop.
    package let remedy: String

    package init(position: Position, problem: String, remedy: String) {
        (self.position, self.problem, self.remedy) = (position, problem, remedy)
    }
}

extension SyntaxProblem: CustomStringConvertible {
    /// The problem as `line:column: what is wrong; what would be right`.
    package var description: String { "\(position): \(problem); \(remedy)" }
}

/// A list of the problems that are found while a text is parsed.
///
/// Its size is limited, so that a hostile text cannot flood a report.
package struct ProblemList {
    static let capacity = 100

    /// The problems in the order in which they were found, at most 100.
    package private(set) var problems: [SyntaxProblem] = []

    package init() {}

    /// Whether the list takes no more problems.
    package var isFull: Bool { problems.count >= Self.capacity }

    /// Adds a problem if the list is not full.
    package mutating func add(_ position: Position, _ problem: String, _ remedy: String) {
        guard !isFull else { return }
        problems.append(SyntaxProblem(position: position, problem: problem, remedy: remedy))
    }
}
