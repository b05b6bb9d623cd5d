/// A commit's id: 40 hexadecimal digits (SHA-1 repositories).
package struct CommitID: Hashable, Sendable, OrderedByText {
    /// The 40 digits, in lower case.
    package let description: String

    /// Reads a full id; `nil` for anything shorter, longer, or in upper case.
    package init?(parsing text: some StringProtocol) {
        guard text.utf8.count == 40, text.utf8.allSatisfy(\.isHexDigit) else { return nil }
        description = String(text)
    }

    /// The first seven digits: for display, never compared.
    package var short: String { String(description.prefix(7)) }
}

/// A commit's id, author, date and subject.
package struct Revision: Hashable, Sendable {
    package let id: CommitID
    /// The author's name and address.
    package let author: String
    /// The time of writing by the author's clock.
    package let authored: Timestamp
    /// The message's first line.
    package let subject: String

    package init(id: CommitID, author: String, authored: Timestamp, subject: String) {
        (self.id, self.author, self.authored, self.subject) = (id, author, authored, subject)
    }
}
