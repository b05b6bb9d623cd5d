package import PinionReview
import PinionSyntax

/// A way to write documents; every command has those that can write what it says.
package struct Format: Sendable {
    /// The name on the command line.
    package let name: String
    /// Whether what could not be done is not in it, and goes to standard error.
    package let leavesFailures: Bool
    private let writer: Writer

    private enum Writer {
        case all(@Sendable (Document, Rendering) -> String)
        case reviews(@Sendable (Review, Rendering) -> String)
    }

    /// A format that writes every document.
    package init(
        _ name: String, leavesFailures: Bool = false,
        write: @escaping @Sendable (Document, Rendering) -> String
    ) {
        (self.name, self.leavesFailures, writer) = (name, leavesFailures, .all(write))
    }

    /// A format for reviews alone.
    package init(
        ofReviews name: String, write: @escaping @Sendable (Review, Rendering) -> String
    ) {
        (self.name, leavesFailures, writer) = (name, false, .reviews(write))
    }

    /// Whether it can write a kind of documents.
    package func writes(_ kind: Document.Kind) -> Bool {
        switch writer {
        case .all: true
        case .reviews: kind == .review
        }
    }

    /// The document in this format, or as text where it is of a kind that it cannot write.
    package func text(of document: Document, _ rendering: Rendering) -> String {
        switch (writer, document) {
        case (.all(let write), _): write(document, rendering)
        case (.reviews(let write), .review(let review)): write(review, rendering)
        case (.reviews, _): rendering.style.text(of: document.blocks)
        }
    }
}

/// Where a document is written to.
package struct Rendering: Hashable, Sendable {
    /// How it is shown to people.
    package let style: TextStyle
    /// What nobody can guess who wrote a part of the document.
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

    /// Those that can write a kind of documents.
    package func writing(_ kind: Document.Kind) -> [Format] { filter { $0.writes(kind) } }
}
