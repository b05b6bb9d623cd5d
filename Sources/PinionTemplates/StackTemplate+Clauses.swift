import PinionModel
import PinionSites
import PinionSyntax

extension StackTemplate {
    /// Describes the deciding place: "the default of the parameter WebImage, template.yaml:12:5".
    package func location(of origin: ImageOrigin) -> String {
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
        case .parentParameter(let name, let source):
            let location = source?.location ?? "what is given as its parameter \(ShownText(name))"
            return location + (isWhole ? "" : rest)
        case .literal, .pseudoParameter, .unknown, .required, nil: return "the image at \(whole)"
        }
    }

    /// Describes how to change the image that an update sets: a clause that ends with an image.
    package func remedy(for origin: ImageOrigin) -> String {
        if case .parentParameter(_, let source?)? = origin.last?.origin { return source.remedy }
        switch (origin.composition, origin.parameter) {
        case (.closed(let reason), _):
            return
                "let one parameter be the whole image in its template at \(place(origin.position)) "
                + "(\(reason)), and set that to"
        case (_, nil):
            return
                "write in its template at \(place(origin.last?.origin.position ?? origin.position))"
        case (.digest, let name?): return setting(name) + "to the digest of"
        case (.rest(let prefix), let name?):
            return setting(name) + "to what follows `\(ShownText(prefix, longest: 256))` in"
        case (.whole, let name?), (.end, let name?): return setting(name) + "to"
        }
    }

    /// Whether a parameter's AllowedValues permit a value; AllowedPattern is not evaluated.
    package func permits(_ value: String, for parameter: String) -> Bool {
        self.parameter(parameter)?.allowedValues?.contains(value) ?? true
    }

    private func setting(_ name: String) -> String {
        let shown = ShownText(name)
        if parameter(name)?.allowedValues != nil {
            return "let the AllowedValues of its parameter \(shown) permit it, and set that "
        }
        let hasPattern = parameter(name)?.allowedPattern != nil
        return "set its parameter \(shown) " + (hasPattern ? "(within its AllowedPattern) " : "")
    }
}
