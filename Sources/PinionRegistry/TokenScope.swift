import PinionModel

/// What a token is good for: one repository on one registry.
struct TokenScope: Hashable, Sendable {
    /// What is done there.
    enum Access: String, Hashable, Sendable {
        case pull
        case push = "pull,push"
    }

    /// The registry.
    let host: RegistryHost
    /// The repository's path.
    let path: String
    /// What is done.
    let access: Access

    /// As token servers name it (distribution, "Token scope documentation").
    var text: String { "repository:\(path):\(access.rawValue)" }
}
