package import PinionModel
package import PinionSyntax

/// What a template gives as the image of a container.
package enum TemplateImage: Hashable, Sendable {
    /// This image.
    case image(ImageOrigin)
    /// It cannot be known; the clause says why.
    case unknown(String)
}

/// An image that a template names, with what it is made of.
package struct ImageOrigin: Hashable, Sendable {
    /// What every dynamic reference starts with ("Get values stored in other services using
    /// dynamic references", CloudFormation User Guide).
    static let dynamicReference = "{{resolve:"

    /// The image.
    package let reference: ImageReference
    /// The text that names it, in pieces that know where they came from.
    package let text: EvaluatedText
    /// Where the container's image stands in the template.
    package let position: Position

    /// Whether the template itself writes all of it.
    package var isLiteral: Bool { text.isLiteral }

    /// The parameters that it depends on, ordered.
    package var parameters: [String] { text.parameters }

    /// The piece that ends the reference, and so holds its tag or digest.
    var last: EvaluatedText.Piece? { text.pieces.last { !$0.text.isEmpty } ?? text.pieces.last }
}

extension TemplateImage {
    /// Reads a text as an image; what it only stands for counts as a name.
    init(_ text: EvaluatedText, at position: Position) {
        let whole = text.description
        if let start = whole.range(ofText: ImageOrigin.dynamicReference) {
            let service = whole[start...].prefix { $0 != ":" && $0 != "}" }
            self = .unknown("it reads a dynamic reference ({{resolve:\(ShownText(service)):…}})")
            return
        }
        if case .standIn(let clause) = text.pieces.last(where: { !$0.text.isEmpty })?.origin {
            self = .unknown(clause)
            return
        }
        let readable = text.pieces.map(\.readable).joined()
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
        if case .standIn = origin { "x" } else { text }
    }
}

extension String {
    /// The index behind the first occurrence of a text.
    fileprivate func range(ofText text: String) -> Index? {
        var place = startIndex
        while place < endIndex {
            if self[place...].hasPrefix(text) { return index(place, offsetBy: text.count) }
            place = index(after: place)
        }
        return nil
    }
}
