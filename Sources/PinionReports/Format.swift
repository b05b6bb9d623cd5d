package import PinionReview
import PinionSyntax

/// A way to write documents; each command offers the formats that can write its documents.
package struct Format: Sendable {
    /// The name on the command line.
    package let name: String
    /// Whether it omits failures, which then go to standard error.
    package let leavesFailures: Bool
    private let kinds: [Document.Kind]
    private let write: @Sendable (Document, Rendering) -> String

    /// Creates a format for some kinds of documents, by default every kind.
    package init(
        _ name: String, of kinds: [Document.Kind] = Document.Kind.allCases,
        leavesFailures: Bool = false, write: @escaping @Sendable (Document, Rendering) -> String
    ) {
        (self.name, self.kinds, self.leavesFailures) = (name, kinds, leavesFailures)
        self.write = write
    }

    /// Creates a format for reviews alone; any other document is written as text.
    package init(ofReviews name: String, write: @escaping @Sendable (Review, Rendering) -> String) {
        self.init(name, of: [.review]) { document, rendering in
            if case .review(let review) = document { return write(review, rendering) }
            return rendering.style.text(of: document.blocks)
        }
    }

    /// Whether it can write a kind of document.
    package func writes(_ kind: Document.Kind) -> Bool { kinds.contains(kind) }

    /// Returns the document in this format.
    package func text(of document: Document, _ rendering: Rendering) -> String {
        write(document, rendering)
    }
}

/// The properties of a document's output.
package struct Rendering: Hashable, Sendable {
    /// The style for people.
    package let style: TextStyle
    /// A secret that no author of a part of the document can guess.
    package let token: String

    package init(style: TextStyle, token: String) { (self.style, self.token) = (style, token) }
}

extension [Format] {
    /// Every format: a line here is all that a new one needs.
    package static let all = [
        Format("text", leavesFailures: true) { $1.style.text(of: $0.blocks) },
        Format("json") { document, _ in document.json.fileText },
        Format(ofReviews: "markdown") { review, _ in CheckMarkdown.text(of: review) },
        Format(ofReviews: "github", write: CheckAnnotations.text),
    ]

    /// Returns the formats that can write a kind of document.
    package func writing(_ kind: Document.Kind) -> [Format] { filter { $0.writes(kind) } }
}
