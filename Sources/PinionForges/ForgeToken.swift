package import PinionHTTP
import PinionModel
package import PinionProcess

/// A token for a forge, and the place where it was found.
struct ForgeToken: Hashable, Sendable {
    /// The ways of sending a token.
    enum Form: Hashable, Sendable {
        /// `Authorization: Bearer …`: GitHub, and every token of GitLab but a job's.
        case bearer
        /// `Authorization: token …`: Gitea.
        case token
        /// `Authorization: Basic …`: git's own credential, if it may be a password.
        case basic(user: String)
        /// `JOB-TOKEN: …`: a job of GitLab's CI.
        case job
    }

    /// The token.
    let secret: Secret
    /// The way of sending the token.
    let form: Form
    /// The place where it was found, for messages: a variable's name.
    let source: String

    /// Adds it to the header fields, which are dropped on a redirect to another host.
    func authorize(_ headers: inout Headers) {
        switch form {
        case .bearer: headers.authorize("Bearer", secret)
        case .token: headers.authorize("token", secret)
        case .basic(let user):
            headers.authorize("Basic", Secret(Secret("\(user):\(secret.revealed)").base64))
        case .job: headers["JOB-TOKEN"] = secret.revealed
        }
    }
}

/// Asks `.netrc` and git's credential helpers for the login for a web address.
package typealias ForgeCredentialSource = @Sendable (Endpoint) async -> Login?
