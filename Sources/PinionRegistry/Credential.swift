import PinionHTTP
import PinionProcess

/// A credential for a registry; it never prints.
enum Credential: Hashable, Sendable {
    case password(user: String, Secret)
    /// A token that is exchanged for others with OAuth 2 (`identitytoken`).
    case identityToken(Secret)
    /// A token that is sent as it is (`registrytoken`).
    case bearer(Secret)

    /// `user:password` for basic authorisation; `nil` for tokens.
    var basic: Secret? {
        guard case .password(let user, let password) = self else { return nil }
        return Secret(Secret("\(user):\(password.revealed)").base64)
    }
}

/// The reason why the credentials of a registry could not be read.
enum CredentialError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Docker's configuration file is not valid.
    case configuration(String)
    case helperName(String)
    case helperMissing(String)
    /// The helper failed, or its answer cannot be read.
    case helperFailed(String, reason: String)

    /// The fault, followed by advice.
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
