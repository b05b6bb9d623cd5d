package import PinionSyntax

/// Why a text cannot be used as a template.
package enum TemplateError: Error, Hashable, Sendable, CustomStringConvertible {
    /// It is neither YAML nor JSON that CloudFormation reads.
    case unreadable(SyntaxError)
    /// It is no template at all, such as another kind of YAML file.
    case notATemplate(SyntaxError)
    /// It is a template with mistakes.
    case mistaken(SyntaxError)

    /// The mistakes with their places.
    package var mistakes: SyntaxError {
        switch self {
        case .unreadable(let mistakes), .notATemplate(let mistakes), .mistaken(let mistakes):
            mistakes
        }
    }

    /// One line for each mistake: `file:line:column: what is wrong; what would be right`.
    package var description: String { mistakes.description }
}

/// The mistakes of one template while it is read.
struct TemplateProblems {
    private(set) var list: [SyntaxProblem] = []

    mutating func add(_ position: Position, _ problem: String, _ remedy: String) {
        guard list.count < TemplateLimits.problems else { return }
        list.append(SyntaxProblem(position: position, problem: problem, remedy: remedy))
    }
}
