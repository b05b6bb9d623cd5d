/// Everything that is wrong with one text, in the order of the text.
///
/// The only error of this module: reading and editing throw it alike.
package struct SyntaxError: Error, Hashable, Sendable {
    /// What the text is called in messages: a path in the repository, or whose answer it is.
    package let path: String
    /// The problems, ordered by position, each once; never empty when thrown.
    package let problems: [SyntaxProblem]

    /// Collects the problems of a text; sorts them and drops those that stand twice.
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
