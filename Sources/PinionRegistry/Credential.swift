import PinionHTTP
import PinionProcess

/// What a registry may be shown; it never prints.
enum Credential: Hashable, Sendable {
    case password(user: String, Secret)
    /// A token that is exchanged for others with OAuth 2 (`identitytoken`).
    case identityToken(Secret)
    /// A token that is shown as it is (`registrytoken`).
    case bearer(Secret)

    /// `user:password` for basic authorisation; nil for tokens.
    var basic: Secret? {
        guard case .password(let user, let password) = self else { return nil }
        return Secret(Secret("\(user):\(password.revealed)").base64)
    }
}

/// Why the credentials of a registry could not be read.
enum CredentialError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The configuration file of Docker is not what it should be.
    case configuration(String)
    case helperName(String)
    case helperMissing(String)
    /// The helper failed, or answered nothing that can be read.
    case helperFailed(String, reason: String)

    /// What is wrong, then what to do.
    var description: String {
        switch self {
        case .configuration(let problem): problem
        case .helperName(let name):
            "`\(name)` in Docker's config.json is not the name of a credential helper"
        case .helperMissing(let name):
            "docker-credential-\(name), which Docker's config.json names, is not in PATH"
        case .helperFailed(let name, let reason): "docker-credential-\(name) \(reason)"
        }
    }
}
