package import PinionModel
package import PinionSyntax

/// Where a digest can be written so that a template gives a pinned image.
package enum ImageSlot: Hashable, Sendable {
    /// The parameter is the whole reference.
    case whole(parameter: String)
    /// The parameter stands behind the `@` and is the digest.
    case digest(parameter: String)
    /// The parameter is the rest of the reference behind this text.
    case rest(parameter: String, behind: String)
    /// The template writes the end of the reference itself, at this place.
    case literal(Position)
    /// No digest fits in what is not written in the template; the clause says why.
    case closed(String, Position)
}

extension ImageOrigin {
    /// Where a digest can be written.
    package var slot: ImageSlot {
        guard let last, let name = last.origin.parameter else { return closedOrLiteral }
        let pieces = text.pieces
        guard pieces.count(where: { $0.origin.parameter == name }) == 1, !last.isPart else {
            return .closed(
                "the parameter \(ShownText(name)) gives only parts of the image", position)
        }
        let prefix = pieces.prefix { $0 != last }.map(\.text).joined()
        if prefix.isEmpty { return .whole(parameter: name) }
        let component = prefix.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        if component.hasSuffix("@") { return .digest(parameter: name) }
        if component.hasSuffix("@sha256:") { return .rest(parameter: name, behind: prefix) }
        if component.contains(":") || component.contains("@") {
            return .closed(
                "the parameter \(ShownText(name)) stands behind `\(ShownText(component, longest: 128))`, "
                    + "where no digest fits",
                position)
        }
        return .rest(parameter: name, behind: prefix)
    }

    private var closedOrLiteral: ImageSlot {
        switch last?.origin {
        case .literal(let place) where isLiteral: return .literal(place)
        case .mapping(_, let place) where text.pieces.count == 1: return .literal(place)
        case .literal, .mapping, .pseudoParameter, .handed, .standIn, .given, .parameterValue,
            .parameterDefault, nil:
            let end = ShownText(last?.text ?? "", longest: 128)
            return .closed("the template writes `\(end)` at its end", position)
        }
    }

    /// What a parameter has to be set to so that the template gives a pinned image.
    ///
    /// - Returns: the parameter and its value; nil where no parameter can be set so, for the
    ///   template's text decides, or for the rest of the text names another repository.
    package func setting(pinning image: PinnedImage) -> (parameter: String, value: String)? {
        let digest = image.digest.description
        let names = [image.repository.description, image.repository.familiar]
        switch slot {
        case .whole(let parameter):
            return (parameter, "\(names[0])@\(digest)")
        case .digest(let parameter):
            guard reference.repository == image.repository else { return nil }
            return (parameter, digest)
        case .rest(let parameter, let prefix):
            for name in names {
                let wanted = "\(name)@\(digest)"
                guard wanted.hasPrefix(prefix), wanted != prefix else { continue }
                return (parameter, String(wanted.dropFirst(prefix.count)))
            }
            return nil
        case .literal, .closed:
            return nil
        }
    }
}
