/// The target of the `Link` that leads to the next page (RFC 8288; OCI Distribution, "Content Discovery").
enum LinkHeader {
    /// The reference with `rel="next"` in any of the values; nil on the last page.
    static func next(in values: [String]) -> String? {
        for value in values {
            for link in value.split(separator: ",<").map({ $0.hasPrefix("<") ? $0 : "<" + $0 }) {
                guard link.hasPrefix("<"), let close = link.firstIndex(of: ">") else { continue }
                let parameters = link[link.index(after: close)...].split(separator: ";")
                if parameters.contains(where: isNext) {
                    return String(link[link.index(after: link.startIndex)..<close])
                }
            }
        }
        return nil
    }

    private static func isNext(_ parameter: Substring) -> Bool {
        let text = parameter.filter { !$0.isWhitespace && $0 != "," }.lowercased()
        return text == "rel=\"next\"" || text == "rel=next"
    }
}
