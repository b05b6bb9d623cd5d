/// A text that must not be printed; it prints as dots, and is read by name alone.
struct Secret: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The text itself.
    let revealed: String

    /// Wraps a text.
    init(_ text: String) { revealed = text }

    var description: String { "•••" }
    var debugDescription: String { "•••" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// A user and a password or token, for one host.
struct Credential: Hashable, Sendable {
    /// The user.
    let user: String
    /// The password or token.
    let secret: Secret
}
