import Crypto
import PinionHTTP
import PinionModel
import PinionProcess

/// A hidden line by which a token that may not read its own user recognises its comments.
///
/// It is an HMAC-SHA256 over the pull request and the comment's author, keyed by the token: a copy
/// of the comment has another author. Another token makes another line. A password is never the
/// key, since it may always read its own user.
struct CommentSignature: Hashable, Sendable {
    /// The token that is the key.
    let token: Secret
    /// The forge with the repository's path.
    let location: String
    /// The pull request's number.
    let request: Int

    /// Returns the line for a comment by an author.
    func line(of author: ForgeAuthor) -> String {
        line(over: ["by", author.id, author.name])
    }

    /// Returns the line, which no one can predict, for a comment whose author is not known yet.
    func line(ofNew moment: Timestamp) -> String {
        line(over: ["new", moment.description])
    }

    private func line(over facts: [String]) -> String {
        let text = (["pinion comment 1", location, String(request)] + facts).joined(separator: "\0")
        let key = SymmetricKey(data: Array(token.revealed.utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key)
        return "<!-- pinion signature \(Base64.encoded(Array(code))) -->"
    }
}

extension ForgeComment {
    /// The line after the marker; forms on web pages write CR LF.
    var secondLine: String? {
        body.split(maxSplits: 2, omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .dropFirst().first.map(String.init)
    }
}
