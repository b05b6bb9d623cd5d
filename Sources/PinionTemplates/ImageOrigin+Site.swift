package import PinionModel
package import PinionSites
import PinionSyntax

extension ImageOrigin {
    /// The parameter at the end of the reference, which decides its tag or digest, if there is one.
    var parameter: String? { last?.origin.parameter }

    /// The composition of the image, as seen from the parameter or text at its end.
    package var composition: ImageSite.Composition {
        guard let last, let parameter else { return writtenComposition }
        let pieces = text.pieces
        guard pieces.count(where: { $0.origin.parameter == parameter }) == 1, !last.isPart else {
            return .closed("the parameter \(ShownText(parameter)) gives only parts of the image")
        }
        let prefix = pieces.prefix { $0 != last }.map(\.text).joined()
        if prefix.isEmpty { return .whole }
        let component = prefix.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        if component.hasSuffix("@") { return .digest }
        if component.hasSuffix("@sha256:") { return .rest(behind: prefix) }
        if component.contains(":") || component.contains("@") {
            return .closed(
                "the parameter \(ShownText(parameter)) stands behind "
                    + "`\(ShownText(component, longest: 128))`, where no digest fits")
        }
        return .rest(behind: prefix)
    }

    private var writtenComposition: ImageSite.Composition {
        let isAlone = text.pieces.count == 1
        switch last?.origin {
        case .literal where isLiteral, .mapping where isAlone:
            return isAlone && last?.isPart == false ? .whole : .end
        case .literal, .mapping, .pseudoParameter, .parentParameter, .unknown, .required,
            .parameterValue, .parameterDefault, nil:
            let end = ShownText(last?.text ?? "", longest: 128)
            return .closed("the template writes `\(end)` at its end")
        }
    }

    /// The position of the text that decides the image, if it is in the template.
    private var decidingPosition: Position? {
        if case .literal = last?.origin, composition != .whole { return nil }
        return last?.origin.position
    }

    /// Returns the parameter, and the value for it, that make the template give a pinned image;
    /// `nil` if no parameter can, because the template's text decides or names another repository.
    package func setting(pinning image: PinnedImage) -> (parameter: String, value: String)? {
        guard let parameter, let value = composition.text(naming: image, insteadOf: reference)
        else { return nil }
        return (parameter, value)
    }

    /// Returns the place that decides the image of a container in a template's task definition.
    func site(
        in template: StackTemplate, of definition: String, _ container: String?
    ) -> ImageSite {
        let written = decidingPosition.flatMap { template.root.scalar(at: $0.offset) }
        return ImageSite(
            ImageSite.Scalar(
                path: template.path, position: decidingPosition ?? position,
                bytes: written?.content, text: last?.text ?? ""), service: definition,
            container: container, reference: reference, composition: composition)
    }
}

extension TemplateNode {
    /// Returns the scalar that starts at a byte of the text.
    fileprivate func scalar(at offset: Int) -> TemplateNode? {
        switch kind {
        case .scalar: return position.offset == offset ? self : nil
        case .call(_, let argument): return argument.scalar(at: offset)
        case .sequence(let elements): return Self.scalar(at: offset, among: elements)
        case .mapping(let entries): return Self.scalar(at: offset, among: entries.map(\.value))
        }
    }

    /// Searches only nodes that contain the byte: an aliased value is found where it is written.
    private static func scalar(at offset: Int, among nodes: [TemplateNode]) -> TemplateNode? {
        nodes.lazy
            .filter { $0.position.offset <= offset && offset < $0.range.upperBound }
            .compactMap { $0.scalar(at: offset) }
            .first
    }
}
