package import PinionHTTP
import PinionModel
package import PinionProcess

/// What a forge is shown, and where it was found.
struct ForgeToken: Hashable, Sendable {
    /// How it is shown.
    enum Form: Hashable, Sendable {
        /// `Authorization: Bearer …`: GitHub, and every token of GitLab but a job's.
        case bearer
        /// `Authorization: token …`: Gitea.
        case token
        /// `Authorization: Basic …`: what git shows, where it may be a password.
        case basic(user: String)
        /// `JOB-TOKEN: …`: a job of GitLab's CI.
        case job
    }

    /// The token.
    let secret: Secret
    /// How it is shown.
    let form: Form
    /// Where it was found, for messages: a variable's name.
    let source: String

    /// Puts it into a request's fields; all of these are dropped at a redirect to another host.
    func authorize(_ headers: inout Headers) {
        switch form {
        case .bearer: headers.authorize("Bearer", secret)
        case .token: headers.authorize("token", secret)
        case .basic(let user):
            let pair = Secret("\(user):\(secret.revealed)")
            headers.authorize("Basic", Secret(pair.base64))
        case .job: headers["JOB-TOKEN"] = secret.revealed
        }
    }
}

/// A user name and password or token from `.netrc` or a credential helper of git.
package struct ForgeCredential: Hashable, Sendable {
    /// The user's name; may be empty.
    package let user: String
    /// The password or token.
    package let secret: Secret

    /// Pairs a name with its secret.
    package init(user: String, secret: Secret) {
        self.user = user
        self.secret = secret
    }
}

/// Asks `.netrc` and git's credential helpers for what they keep for the address that people open.
package typealias ForgeCredentialSource = @Sendable (Endpoint) async -> ForgeCredential?
