package import PinionModel
package import PinionSyntax

/// The image that a template gives a container.
enum TemplateImage: Hashable, Sendable {
    case image(ImageOrigin)
    /// The image cannot be known; the clause says why.
    case unknown(String)
    /// According to the text, a creation must be given it in a parameter; the clause says which.
    case required(String)
}

/// An image that a template names, with its origin in the template.
package struct ImageOrigin: Hashable, Sendable {
    /// The start of dynamic references ("Get values … using dynamic references", User Guide).
    static let dynamicReference = "{{resolve:"

    package let reference: ImageReference
    /// The text that names the image, in pieces with their origins.
    let text: EvaluatedText
    /// The position of the container's image in the template.
    package let position: Position

    /// Whether all of the image is written in the template itself.
    package var isLiteral: Bool { text.isLiteral }

    /// The parameters that the image depends on, sorted.
    package var parameters: [String] { text.parameters }

    /// The parameters that the image depends on and the parent stack sets.
    package var parentParameters: [String] {
        text.pieces.compactMap {
            if case .parentParameter(let name, _) = $0.origin { name } else { nil }
        }
    }

    /// The piece at the end of the reference, which holds its tag or digest.
    var last: EvaluatedText.Piece? { text.pieces.last { !$0.text.isEmpty } ?? text.pieces.last }
}

extension TemplateImage {
    /// Parses a text as an image; a placeholder counts as a name.
    ///
    /// With `isText`, dynamic references are allowed before the end, as a tag at the end floats.
    init(_ text: EvaluatedText, at position: Position, isText: Bool) {
        let whole = text.description
        var readable = text.pieces.map(\.readable).joined()
        let mark = ImageOrigin.dynamicReference
        if let found = whole.firstRange(of: mark) {
            let service = whole[found.upperBound...].prefix { $0 != ":" && $0 != "}" }
            guard isText, let plain = readable.withoutDynamicReferences else {
                self = .unknown(
                    "it reads a dynamic reference ({{resolve:\(ShownText(service)):…}})")
                return
            }
            readable = plain
        }
        switch text.pieces.last(where: { !$0.text.isEmpty })?.origin {
        case .unknown(let clause)?:
            self = .unknown(clause)
            return
        case .required(let clause)?:
            self = .required(clause)
            return
        default: break
        }
        do throws(ImageReference.Malformed) {
            let reference = try ImageReference(parsing: readable)
            self = .image(ImageOrigin(reference: reference, text: text, position: position))
        } catch { self = .unknown("it gives \(ShownText(whole, longest: 256)), and \(error)") }
    }
}

extension EvaluatedText.Piece {
    fileprivate var readable: String { origin.doubt == nil ? text : "x" }
}

extension String {
    /// The text with a name in place of each dynamic reference; `nil` if it ends with one.
    fileprivate var withoutDynamicReferences: String? {
        var plain = ""
        var rest = self[...]
        while let start = rest.firstRange(of: ImageOrigin.dynamicReference) {
            plain += rest[..<start.lowerBound] + "x"
            guard let end = rest[start.upperBound...].firstRange(of: "}}") else { return nil }
            rest = rest[end.upperBound...]
        }
        return rest.isEmpty ? nil : plain + rest
    }
}
