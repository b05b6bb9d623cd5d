import PinionProcess

/// A user and a password or token, for one host.
struct Credential: Hashable, Sendable {
    /// The user.
    let user: String
    /// The password or token.
    let secret: Secret
}
