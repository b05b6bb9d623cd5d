/// The `Link` to the next page (RFC 8288; OCI Distribution, "Content Discovery").
package enum LinkHeader {
    /// Returns the reference with `rel="next"` in any of the values; `nil` on the last page.
    package static func next(in values: [String]) -> String? {
        for value in values {
            var rest = value[...]
            while let (target, parameters) = takeLink(from: &rest) {
                if parameters.split(separator: ";").contains(where: isNext) { return target }
            }
        }
        return nil
    }

    /// Takes the first link off a list, and returns its target and the text after it.
    private static func takeLink(
        from rest: inout Substring
    ) -> (target: String, parameters: Substring)? {
        rest = rest.drop { $0.isWhitespace || $0 == "," }
        guard rest.hasPrefix("<"), let close = rest.firstIndex(of: ">") else { return nil }
        let target = String(rest[rest.index(after: rest.startIndex)..<close])
        let tail = rest[rest.index(after: close)...]
        let parameters = tail.prefix { $0 != "<" }
        rest = tail[parameters.endIndex...]
        return (target, parameters)
    }

    private static func isNext(_ parameter: Substring) -> Bool {
        let text = parameter.filter { !$0.isWhitespace && $0 != "," }.lowercased()
        return text == "rel=\"next\"" || text == "rel=next"
    }
}
