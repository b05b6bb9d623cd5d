import PinionModel
package import PinionReview
import PinionSyntax

/// A review as GitHub's workflow commands, one a line, which Actions shows beside the files' lines.
///
/// Escaping as the runner reads it: in messages `%`, carriage return and line feed, in properties
/// `:` and `,` too (actions/toolkit, `packages/core/src/command.ts`).
package enum CheckAnnotations {
    /// Returns the annotations, then the review as text, in which the runner reads no command.
    static func text(_ review: Review, _ rendering: Rendering) -> String {
        text(of: review)
            + quoted(TextStyle.plain.text(of: CheckText.blocks(review)), token: rendering.token)
    }

    /// Returns a line for each violation, as an error, and for each note, as a notice.
    package static func text(of review: Review) -> String {
        let whole = lines(review.violations, review.notes, in: "pinion")
        let environments = review.environments.flatMap {
            lines($0.violations, $0.notes, in: "pinion/\($0.name)")
        }
        return (whole + environments).map { $0 + "\n" }.joined()
    }

    /// Returns a text in which the runner reads no command, whatever it contains.
    ///
    /// `token` ends that part, and must be something that the text's authors cannot guess.
    package static func quoted(_ text: String, token: String) -> String {
        "::stop-commands::\(token)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")::\(token)::\n"
    }

    private static func lines(
        _ violations: [Violation], _ notes: [String], in context: String
    ) -> [String] {
        violations.map { violation in
            let pin = violation.pin.map { "\($0): " } ?? ""
            let title = ("title", "\(context) \(violation.kind.rawValue)")
            return command(
                "error", place(violation.position) + [title], "\(pin)\(violation.sentence)")
        } + notes.map { command("notice", [("title", context)], $0) }
    }

    private static func place(_ position: FilePosition?) -> [(String, String)] {
        guard let position else { return [] }
        return [
            ("file", position.path), ("line", "\(position.line)"), ("col", "\(position.column)"),
        ]
    }

    private static func command(
        _ name: String, _ properties: [(String, String)], _ message: String
    ) -> String {
        let list = properties.map { "\($0)=\(escaped($1, isProperty: true))" }
        return "::\(name) \(list.joined(separator: ","))::\(escaped(message, isProperty: false))"
    }

    private static func escaped(_ text: String, isProperty: Bool) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            .map { ShownText($0, longest: .max).description.replacing("%", with: "%25") }
        let message = lines.joined(separator: "%0A")
        guard isProperty else { return message }
        return message.replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
