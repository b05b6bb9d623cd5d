package import PinionModel
package import PinionSyntax

/// A place in a text that decides the image of one container: in a pins file, the template of a
/// stack, a task definition or a file of image definitions alike.
package struct ImageSite: Hashable, Sendable {
    /// How the image comes together, and so what has to be written at the place for another one.
    package enum Composition: Hashable, Sendable {
        /// The place holds the whole reference.
        case whole
        /// The place holds what stands behind the `@`.
        case digest
        /// The place holds the rest of the reference, behind this text.
        case rest(behind: String)
        /// The place holds the end of a reference that the text puts together from several.
        case end
        /// Nothing that is written at the place pins the image; the clause says why.
        case closed(String)
    }

    /// A text where it is written.
    package struct Scalar: Hashable, Sendable {
        /// Whose text it is part of, for messages: mostly a file's path.
        package let path: String
        /// Where it starts.
        package let position: Position
        /// Its bytes without quotes; nil where they cannot be replaced in place.
        package let bytes: Range<Int>?
        /// What it says.
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

    /// What stands at the place.
    package let scalar: Scalar
    /// The service, or the task definition that it is written in; nil where the text names none.
    package let service: String?
    /// The container; nil where the text does not name it.
    package let container: String?
    /// The image as a whole; nil where it is not known.
    package let reference: ImageReference?
    /// How it comes together.
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
    /// Names the first place of a file: what is said of it is true of the whole file.
    package init(startOf path: String) { self.init(path: path, line: 1, column: 1) }

    /// Names a place of a text that is called `path`.
    package init(_ path: String, _ position: Position) {
        self.init(path: path, line: position.line, column: position.column)
    }
}
