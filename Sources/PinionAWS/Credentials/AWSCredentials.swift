package import PinionModel
package import PinionProcess

/// The keys that sign requests, and until when they are good.
package struct AWSCredentials: Hashable, Sendable {
    /// The key's id, which is no secret.
    package let accessKeyID: String
    /// The key.
    package let secretAccessKey: Secret
    /// The token that goes with keys of a session; nil for keys of a user.
    package var sessionToken: Secret?
    /// When they end; nil for keys that do not.
    package var expires: Timestamp?
    /// Where they were found, for people: `the environment`, `profile prod`.
    package let origin: String

    /// Whether they end within a margin from a moment.
    func areEnding(at moment: Timestamp, margin: Duration) -> Bool {
        expires.map { $0 < moment + margin } ?? false
    }
}
