import PinionHTTP
import PinionSyntax

/// One request to a forge's API.
struct ForgeCall: Hashable, Sendable {
    let method: HTTPRequest.Method
    /// The path below the API's base, encoded, with its query.
    let target: String
    /// The body; `nil` if there is none.
    let body: JSONText?
    /// Whether it is sent to GitHub's GraphQL, which has an address of its own.
    var isGraphQL: Bool { target.isEmpty }
    /// Whether sending it twice has the same effect as sending it once.
    ///
    /// `PATCH` always writes whole fields here, and all requests to GraphQL may be repeated too.
    var mayRepeat: Bool { method != .post || isGraphQL }

    /// Makes a request to GitHub's GraphQL.
    init(graphQL query: String) {
        self.init(.post, "", body: [("query", .string(query))])
    }

    /// Makes a request to an encoded path; the values of the query are encoded here.
    init(
        _ method: HTTPRequest.Method, _ path: String, query: [(String, String)] = [],
        body: [(String, JSONText)]? = nil
    ) {
        let tail = query.map { "\($0.0)=\(PercentEncoding.encoded($0.1))" }.joined(separator: "&")
        self.method = method
        target = path + (tail.isEmpty ? "" : "?" + tail)
        self.body = body.map { .object($0.map { JSONText.Member($0.0, $0.1) }) }
    }
}

extension ForgeCall {
    /// Returns a field of the query in its encoded form.
    func field(_ name: String) -> String? {
        let parts = target.split(separator: "?", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return parts[1].split(separator: "&").first { $0.hasPrefix(name + "=") }
            .map { String($0.dropFirst(name.utf8.count + 1)) }
    }

    /// Returns the same request with one field of the query replaced, such as the page.
    func replacing(_ name: String, _ value: String) -> ForgeCall {
        let parts = target.split(separator: "?", maxSplits: 1)
        var query = parts.count == 2 ? parts[1].split(separator: "&").map(String.init) : []
        query.removeAll { $0.hasPrefix(name + "=") }
        query.append("\(name)=\(PercentEncoding.encoded(value))")
        return ForgeCall(method, parts[0] + "?" + query.joined(separator: "&"))
    }
}
