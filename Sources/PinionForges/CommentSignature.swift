import Crypto
import PinionHTTP
import PinionModel
import PinionProcess

/// A hidden line by which a token that may not ask whose it is knows its own comments.
///
/// It is an HMAC-SHA256 over the pull request and the comment's author, keyed by the token: whoever
/// copies the comment is another author. Another token makes another line. A password never keys
/// one: it may always ask whose it is.
struct CommentSignature: Hashable, Sendable {
    /// What keys it.
    let token: Secret
    /// The forge with the repository's path.
    let location: String
    /// The pull request's number.
    let request: Int

    /// The line of a comment by an author.
    func line(of author: ForgeAuthor) -> String {
        line(over: ["by", author.id, author.name])
    }

    /// The line of a comment whose author is not known yet: nobody can know it before.
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
