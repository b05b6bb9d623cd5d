import PinionModel
import PinionSyntax

extension StackTemplate {
    /// Where what decides an image stands, as a clause: "the default of the parameter WebImage,
    /// template.yaml:12:5".
    package func site(of origin: ImageOrigin) -> String {
        let whole = place(origin.position)
        let isWhole = origin.text.pieces.count == 1
        let rest = isWhole ? "" : ", in the image at \(whole)"
        switch origin.last?.origin {
        case .parameterDefault(let name, let position):
            return "the default of the parameter \(ShownText(name)), \(place(position))\(rest)"
        case .parameterValue(let name):
            return "the value of the parameter \(ShownText(name))"
                + (isWhole ? ", used at \(whole)" : rest)
        case .mapping(let name, let position):
            return "the mapping \(ShownText(name)), \(place(position))\(rest)"
        case .literal, .pseudoParameter, .standIn, nil:
            return "the image at \(whole)"
        }
    }

    /// How to change what an update would set, as the start of a clause that an image ends.
    package func remedy(for origin: ImageOrigin) -> String {
        switch origin.slot {
        case .whole(let name):
            return permitted(name) + "set its parameter \(ShownText(name)) to"
        case .digest(let name):
            return permitted(name) + "set its parameter \(ShownText(name)) to the digest of"
        case .rest(let name, let prefix):
            return permitted(name)
                + "set its parameter \(ShownText(name)) to what follows "
                + "`\(ShownText(prefix, longest: 256))` in"
        case .literal(let position):
            return "write in its template at \(place(position))"
        case .closed(let reason, let position):
            return "let one parameter be the whole image in its template at \(place(position)) "
                + "(\(reason)), and set that to"
        }
    }

    /// What has to be done before a parameter may have a pinned image as its value.
    private func permitted(_ name: String) -> String {
        guard let parameter = parameter(name) else { return "" }
        let limit =
            parameter.allowedValues != nil
            ? "AllowedValues" : parameter.allowedPattern != nil ? "AllowedPattern" : nil
        return limit.map { "let the \($0) of its parameter \(ShownText(name)) permit it, and " }
            ?? ""
    }
}
