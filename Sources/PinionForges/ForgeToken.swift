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

    /// Puts it into the header fields, which are dropped at a redirect to another host.
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

/// Asks `.netrc` and git's credential helpers for what they keep for the address that people open.
package typealias ForgeCredentialSource = @Sendable (Endpoint) async -> Login?
