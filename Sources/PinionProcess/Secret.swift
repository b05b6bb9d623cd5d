/// A credential: it prints as `•••` everywhere, and is not `Codable`.
///
/// The text is available only as ``revealed``, so one search finds every place that uses it.
package struct Secret: Hashable, Sendable {
    /// The text itself: only for sending, never for showing.
    package let revealed: String

    /// Wraps a text.
    package init(_ text: String) { revealed = text }

    /// Whether the text is empty.
    package var isEmpty: Bool { revealed.isEmpty }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Three dots, whatever the text is.
    package var description: String { "•••" }

    /// Three dots, whatever the text is.
    package var debugDescription: String { "•••" }

    /// A mirror without children, so that `dump` shows nothing either.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// A user and a password or token, for one host.
package struct Login: Hashable, Sendable {
    /// The user's name; may be empty.
    package let user: String
    /// The password or token.
    package let secret: Secret

    package init(user: String, secret: Secret) { (self.user, self.secret) = (user, secret) }
}
