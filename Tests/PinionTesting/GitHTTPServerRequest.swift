import NIOHTTP1

/// A request that reached the git server.
package struct GitRequest: Sendable, Hashable {
    /// What a git client wants with a request (gitprotocol-http).
    package enum Kind: Sendable, Hashable {
        /// The refs, before a fetch or as an answer to `ls-remote`.
        case fetchDiscovery
        /// Objects.
        case fetch
        /// The refs, before a push.
        case pushDiscovery
        /// New objects and refs.
        case push
        /// None of these.
        case other
    }

    /// What the client wants.
    package let kind: Kind
    /// The path, without the query.
    package let path: String
    /// The query, without its question mark.
    package let query: String
    /// The `Authorization` header, if there was one.
    package let authorization: String?

    init(_ head: HTTPRequestHead) {
        let parts = head.uri.split(
            separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = parts.first.map(String.init) ?? ""
        query = parts.count > 1 ? String(parts[1]) : ""
        authorization = head.headers.first(name: "Authorization")
        kind = Kind(path: path, query: query)
    }
}

extension GitRequest.Kind {
    init(path: String, query: String) {
        if path.hasSuffix("/git-receive-pack") {
            self = .push
        } else if path.hasSuffix("/git-upload-pack") {
            self = .fetch
        } else if !path.hasSuffix("/info/refs") {
            self = .other
        } else {
            self = query.contains("service=git-receive-pack") ? .pushDiscovery : .fetchDiscovery
        }
    }
}
