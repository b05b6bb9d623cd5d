package import PinionReview
import PinionSyntax

/// A way to write documents; every command has those that can write what it says.
package struct Format: Sendable {
    /// The name on the command line.
    package let name: String
    /// Whether what could not be done is not in it, and goes to standard error.
    package let leavesFailures: Bool
    private let kinds: [Document.Kind]
    private let write: @Sendable (Document, Rendering) -> String

    /// A format that writes documents of some kinds, by default every one.
    package init(
        _ name: String, of kinds: [Document.Kind] = Document.Kind.allCases,
        leavesFailures: Bool = false, write: @escaping @Sendable (Document, Rendering) -> String
    ) {
        (self.name, self.kinds, self.leavesFailures) = (name, kinds, leavesFailures)
        self.write = write
    }

    /// A format for reviews alone; anything else is text.
    package init(ofReviews name: String, write: @escaping @Sendable (Review, Rendering) -> String) {
        self.init(name, of: [.review]) { document, rendering in
            if case .review(let review) = document { return write(review, rendering) }
            return rendering.style.text(of: document.blocks)
        }
    }

    /// Whether it can write a kind of documents.
    package func writes(_ kind: Document.Kind) -> Bool { kinds.contains(kind) }

    /// The document in this format.
    package func text(of document: Document, _ rendering: Rendering) -> String {
        write(document, rendering)
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
