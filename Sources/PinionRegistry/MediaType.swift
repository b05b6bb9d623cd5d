/// What a manifest says that it is.
enum MediaType: String, Hashable, Sendable, CaseIterable {
    case ociIndex = "application/vnd.oci.image.index.v1+json"
    case dockerList = "application/vnd.docker.distribution.manifest.list.v2+json"
    case ociManifest = "application/vnd.oci.image.manifest.v1+json"
    case dockerManifest = "application/vnd.docker.distribution.manifest.v2+json"

    /// All four, for `Accept`: without the index types some registries convert, and answer another digest.
    static let accepted = allCases.map(\.rawValue).joined(separator: ", ")

    /// Reads a `Content-Type`, parameters left out; nil for every other type.
    init?(header: String) {
        let bare = header.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
        self.init(rawValue: bare)
    }

    /// Whether it lists manifests of platforms.
    var isIndex: Bool { self == .ociIndex || self == .dockerList }
}
