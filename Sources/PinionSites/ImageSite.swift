package import PinionModel
package import PinionSyntax

/// A place in a text that decides the image of one container: in a pins file, the template of a
/// stack, a task definition or a file of image definitions.
package struct ImageSite: Hashable, Sendable {
    /// How the reference is composed, which decides what to write at the place for another image.
    package enum Composition: Hashable, Sendable {
        /// The place holds the whole reference.
        case whole
        /// The place holds the digest after the `@`.
        case digest
        /// The place holds the rest of the reference, after this text.
        case rest(behind: String)
        /// The place holds the end of a reference that is composed of several texts.
        case end
        /// No text at the place can pin the image; the clause says why.
        case closed(String)
    }

    /// A text with its position.
    package struct Scalar: Hashable, Sendable {
        /// The name of the containing text in messages, usually a file's path.
        package let path: String
        /// The start of the text.
        package let position: Position
        /// The bytes without quotes; `nil` if they cannot be replaced in place.
        package let bytes: Range<Int>?
        /// The value of the text.
        package let text: String

        package init(path: String, position: Position, bytes: Range<Int>?, text: String) {
            (self.path, self.position, self.bytes, self.text) = (path, position, bytes, text)
        }

        package init(_ node: YAMLNode, in path: String) {
            self.init(
                path: path, position: node.position, bytes: node.content, text: node.scalar ?? "")
        }

        package init(_ node: JSONNode) {
            self.init(
                path: node.path, position: node.position, bytes: node.content,
                text: node.string ?? "")
        }
    }

    /// The text at the place.
    package let scalar: Scalar
    /// The service or task definition that contains it; `nil` if the text names none.
    package let service: String?
    /// The container; `nil` if the text does not name it.
    package let container: String?
    /// The whole image reference; `nil` if it is unknown.
    package let reference: ImageReference?
    /// How the reference is composed.
    package let composition: Composition

    package init(
        _ scalar: Scalar, service: String? = nil, container: String?, reference: ImageReference?,
        composition: Composition = .whole
    ) {
        (self.scalar, self.service, self.container) = (scalar, service, container)
        (self.reference, self.composition) = (reference, composition)
    }

    /// The place, for messages.
    package var position: FilePosition { FilePosition(scalar.path, scalar.position) }
}

extension FilePosition {
    /// Makes the first place of a file, for statements about the whole file.
    package init(startOf path: String) { self.init(path: path, line: 1, column: 1) }

    /// Makes a place in a text whose name is `path`.
    package init(_ path: String, _ position: Position) {
        self.init(path: path, line: position.line, column: position.column)
    }
}
