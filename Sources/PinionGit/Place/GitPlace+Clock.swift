extension GitPlace {
    /// Where the remote answers over HTTP, such as `https://git.example.com`; nil for a remote of another kind.
    package var webAddress: String? {
        guard case .remote(let remote) = ground else { return nil }
        let url = remote.client.remote
        return url.scheme == .ssh ? nil : "\(url.scheme.rawValue)://\(url.place)"
    }
}
