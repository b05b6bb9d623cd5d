import PinionHTTP
package import PinionProcess
import PinionSyntax

extension CredentialStore {
    /// What an engine is given as `X-Registry-Auth` to pull from a registry: base64url of JSON; nil where there is
    /// nothing, or where what there is cannot be read: then the pull itself says what is missing.
    ///
    /// Docker Engine API 1.41, "Authentication".
    package func engineAuthorization(for registry: String) async -> Secret? {
        guard let credential = await anyCredential(for: registry) else { return nil }
        let address = DockerConfig.key(of: registry)
        let json: JSONText =
            switch credential {
            case .password(let user, let password):
                [
                    "username": .string(user), "password": .string(password.revealed),
                    "serveraddress": .string(address),
                ]
            case .identityToken(let token):
                ["identitytoken": .string(token.revealed), "serveraddress": .string(address)]
            case .bearer(let token):
                ["registrytoken": .string(token.revealed), "serveraddress": .string(address)]
            }
        return Secret(Self.urlSafe(Base64.encoded(json.bytes())))
    }

    /// RFC 4648, section 5.
    private static func urlSafe(_ text: String) -> String {
        String(
            text.map { character in
                switch character {
                case "+": "-"
                case "/": "_"
                default: character
                }
            })
    }
}
