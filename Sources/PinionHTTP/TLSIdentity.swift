/// The authorities that a TLS connection trusts, and its client certificate.
package struct TLSIdentity: Hashable, Sendable {
    /// The certificate authorities that are trusted.
    package enum Trust: Hashable, Sendable {
        /// The system's authorities.
        case system
        /// The system's authorities and those of a PEM file, as of a registry with a private one.
        case systemAnd(file: String)
        /// Only the authorities of a PEM file: Docker's `ca.pem`.
        case only(file: String)
    }

    /// A client certificate with its key, both as PEM files.
    package struct Certificate: Hashable, Sendable {
        /// The certificate chain's file.
        package let chainFile: String
        /// The private key's file.
        package let keyFile: String

        package init(chainFile: String, keyFile: String) {
            (self.chainFile, self.keyFile) = (chainFile, keyFile)
        }
    }

    /// The trusted authorities.
    package let trust: Trust
    /// The client certificate; a credential, so it never goes to another host.
    package let certificate: Certificate?

    package init(trust: Trust = .system, certificate: Certificate? = nil) {
        (self.trust, self.certificate) = (trust, certificate)
    }

    /// The system's authorities, no client certificate.
    package static let system = TLSIdentity()

    /// The same trust without the client certificate.
    package var anonymous: TLSIdentity { TLSIdentity(trust: trust) }

    /// Returns the Docker client's identity: `nil` unless `DOCKER_TLS_VERIFY` is set and not empty.
    ///
    /// The files `ca.pem`, `cert.pem` and `key.pem` are in `DOCKER_CERT_PATH`, else in `~/.docker`
    /// (Docker documentation, "Protect the Docker daemon socket").
    package static func docker(environment: [String: String]) -> TLSIdentity? {
        guard let verify = environment["DOCKER_TLS_VERIFY"], !verify.isEmpty else { return nil }
        let named = environment["DOCKER_CERT_PATH"].flatMap { $0.isEmpty ? nil : $0 }
        let folder = named ?? (environment["HOME"] ?? "") + "/.docker"
        return TLSIdentity(
            trust: .only(file: folder + "/ca.pem"),
            certificate: Certificate(chainFile: folder + "/cert.pem", keyFile: folder + "/key.pem"))
    }
}
