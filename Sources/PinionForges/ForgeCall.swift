import PinionHTTP
import PinionSyntax

/// One request to a forge's API.
struct ForgeCall: Hashable, Sendable {
    /// The method.
    let method: HTTPRequest.Method
    /// The path below the API's base, encoded, with its query.
    let target: String
    /// The body; nil for none.
    let body: JSONText?
    /// Whether it is sent to GitHub's GraphQL, which stands beside the API.
    var isGraphQL: Bool { target.isEmpty }
    /// Whether sending it twice is the same as sending it once.
    ///
    /// `PATCH` is so here: it always writes whole fields; and what is sent to GraphQL.
    var mayRepeat: Bool { method != .post || isGraphQL }

    /// A question to GitHub's GraphQL.
    init(graphQL query: String) {
        self.init(.post, "", body: [("query", .string(query))])
    }

    /// Puts a request together; parts are encoded, and names of the query stay as they are.
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
