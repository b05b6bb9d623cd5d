/// The place of a remote from its address, without the user and the query.
package struct RemoteLocation: Hashable, Sendable, CustomStringConvertible {
    /// `https`, `ssh`, or `http` for a loopback host.
    package let scheme: String
    /// The host, in lower case; an IPv6 address without its brackets.
    package let host: String
    /// The port; the scheme's own if the address names none.
    package let port: Int
    /// The path with its slash, without a query: `/shop/deploy.git`.
    package let path: String
    /// The address in messages.
    package let description: String

    init(_ remote: RemoteURL) {
        scheme = remote.scheme.rawValue
        host = remote.host
        port = remote.port
        path = String(remote.path.prefix { $0 != "?" && $0 != "#" })
        description = remote.description
    }
}
