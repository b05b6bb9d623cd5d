package import PinionModel
package import PinionSyntax

/// What a template gives as the image of a container.
enum TemplateImage: Hashable, Sendable {
    case image(ImageOrigin)
    /// It cannot be known; the clause says why.
    case unknown(String)
    /// By the text alone: a creation has to be given it, in a parameter; the clause says which.
    case given(String)
}

/// An image that a template names, with what it is made of.
package struct ImageOrigin: Hashable, Sendable {
    /// The start of dynamic references ("Get values … using dynamic references", User Guide).
    static let dynamicReference = "{{resolve:"

    package let reference: ImageReference
    /// The text that names it, in pieces that know where they came from.
    let text: EvaluatedText
    /// Where the container's image stands in the template.
    package let position: Position

    /// Whether the template itself writes all of it.
    package var isLiteral: Bool { text.isLiteral }

    /// The parameters that it depends on, ordered.
    package var parameters: [String] { text.parameters }

    /// The parameters that it depends on and that the parent stack sets.
    package var parentParameters: [String] {
        text.pieces.compactMap {
            if case .parentParameter(let name, _) = $0.origin { name } else { nil }
        }
    }

    /// The piece that ends the reference, and so holds its tag or digest.
    var last: EvaluatedText.Piece? { text.pieces.last { !$0.text.isEmpty } ?? text.pieces.last }
}

extension TemplateImage {
    /// Reads a text as an image; what it only stands for counts as a name.
    ///
    /// With `isText` only the template counts: a tag at the end floats, whatever stands before it.
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
        case .standIn(let clause)?:
            self = .unknown(clause)
            return
        case .given(let clause)?:
            self = .given(clause)
            return
        default: break
        }
        do throws(ImageReference.Malformed) {
            let reference = try ImageReference(parsing: readable)
            self = .image(ImageOrigin(reference: reference, text: text, position: position))
        } catch {
            self = .unknown("it gives \(ShownText(whole, longest: 256)), and \(error)")
        }
    }
}

extension EvaluatedText.Piece {
    fileprivate var readable: String {
        origin.doubt == nil ? text : "x"
    }
}

extension String {
    /// The text with a name in place of each dynamic reference; nil if one is its end.
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
