/// One mistake in a text: where it is, what is wrong, and what would be right.
package struct SyntaxProblem: Hashable, Sendable {
    /// Where the mistake starts.
    package let position: Position
    /// What is wrong, in lower case and without a full stop.
    package let problem: String
    /// What would be right, in lower case and without a full stop.
    package let remedy: String

    package init(position: Position, problem: String, remedy: String) {
        (self.position, self.problem, self.remedy) = (position, problem, remedy)
    }
}

extension SyntaxProblem: CustomStringConvertible {
    /// The problem as `line:column: what is wrong; what would be right`.
    package var description: String { "\(position): \(problem); \(remedy)" }
}

/// Problems collected while a text is read.
///
/// It fills up, so that a hostile text cannot flood a report.
package struct ProblemList {
    static let capacity = 100

    /// The problems in the order in which they were found, at most 100.
    package private(set) var problems: [SyntaxProblem] = []

    package init() {}

    /// Whether further problems are dropped.
    package var isFull: Bool { problems.count >= Self.capacity }

    /// Adds a problem, while there is room.
    package mutating func add(_ position: Position, _ problem: String, _ remedy: String) {
        guard !isFull else { return }
        problems.append(SyntaxProblem(position: position, problem: problem, remedy: remedy))
    }
}
