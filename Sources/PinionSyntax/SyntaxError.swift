/// All problems of one text, in the order of the text.
///
/// This is the module's only error; both parsing and editing throw it.
package struct SyntaxError: Error, Hashable, Sendable {
    /// The name of the text in messages: a path in the repository, or the source of an answer.
    package let path: String
    /// The problems, without duplicates, ordered by position; never empty when thrown.
    package let problems: [SyntaxProblem]

    /// Sorts the problems of a text and removes duplicates.
    package init(path: String, problems: [SyntaxProblem]) {
        self.path = path
        var seen: Set<SyntaxProblem> = []
        self.problems =
            problems
            .filter { seen.insert($0).inserted }
            .sorted { ($0.position, $0.problem) < ($1.position, $1.problem) }
    }

    package init(path: String, _ position: Position, _ problem: String, _ remedy: String) {
        let only = SyntaxProblem(position: position, problem: problem, remedy: remedy)
        self.init(path: path, problems: [only])
    }
}

extension SyntaxError: CustomStringConvertible {
    /// One line for each problem: `path:line:column: what is wrong; what would be right`.
    package var description: String {
        problems
            .map { path.isEmpty ? $0.description : "\(path):\($0.description)" }
            .joined(separator: "\n")
    }
}
