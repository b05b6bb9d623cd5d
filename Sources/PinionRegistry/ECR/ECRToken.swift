import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax

/// A user name and password from ECR for all registries that the AWS keys may read.
struct ECRToken: Hashable, Sendable {
    /// The user `AWS` with the password.
    let credential: Credential
    /// The time after which it is not used: before it expires, so that no request uses it too late.
    let renewal: Timestamp

    /// The time before its expiry at which a token is replaced.
    static let margin: Duration = .seconds(300)
    /// The lifetime of a token: API Reference, `GetAuthorizationToken`.
    static let life: Duration = .seconds(12 * 3_600)

    /// Reads an answer of `GetAuthorizationToken`; `nil` if it holds no token.
    ///
    /// A token that expires within the margin is replaced once a minute, not with every request.
    init?(_ answer: JSONNode, at now: Timestamp) {
        guard let entry = answer["authorizationData"]?.array?.first,
            let text = entry["authorizationToken"]?.string, let bytes = Base64.decoded(text),
            let pair = String(validating: bytes, as: UTF8.self),
            let colon = pair.firstIndex(of: ":"), colon > pair.startIndex
        else { return nil }
        let password = String(pair[pair.index(after: colon)...])
        guard !password.isEmpty else { return nil }
        credential = .password(user: String(pair[..<colon]), Secret(password))
        let end = min(entry["expiresAt"]?.moment ?? now + Self.life, now + Self.life)
        renewal = max(end + (.zero - Self.margin), now + .seconds(60))
    }
}

extension JSONNode {
    /// The time in the JSON protocols: seconds since 1970, perhaps with a fraction or an exponent.
    ///
    /// Smithy, "AWS JSON 1.1 protocol", timestamps. Fractions of a second are dropped.
    var moment: Timestamp? {
        guard let text = number?.text, let seconds = Double(text), seconds > -1e11, seconds < 1e12
        else { return nil }
        return Timestamp(secondsSinceEpoch: Int64(seconds.rounded(.down)))
    }
}
