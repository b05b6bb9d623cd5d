/// Whom a TLS connection trusts, and how it shows who it is itself.
package struct TLSIdentity: Hashable, Sendable {
    /// Which certificate authorities are believed.
    package enum Trust: Hashable, Sendable {
        /// Those of the system.
        case system
        /// Those of the system and those of a PEM file: a registry with a company's own authority.
        case systemAnd(file: String)
        /// Those of a PEM file alone: Docker's `ca.pem`.
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

    /// Which authorities are believed.
    package let trust: Trust
    /// What the client shows of itself; a credential, so it never goes to another host.
    package let certificate: Certificate?

    package init(trust: Trust = .system, certificate: Certificate? = nil) {
        (self.trust, self.certificate) = (trust, certificate)
    }

    /// The system's authorities, no client certificate.
    package static let system = TLSIdentity()

    /// The same trust without the client certificate.
    package var anonymous: TLSIdentity { TLSIdentity(trust: trust) }

    /// What the Docker client would use: nil unless `DOCKER_TLS_VERIFY` is set to something.
    ///
    /// The files `ca.pem`, `cert.pem` and `key.pem` stand in `DOCKER_CERT_PATH`, else in
    /// `~/.docker` (Docker documentation, "Protect the Docker daemon socket").
    package static func docker(environment: [String: String]) -> TLSIdentity? {
        guard let verify = environment["DOCKER_TLS_VERIFY"], !verify.isEmpty else { return nil }
        let named = environment["DOCKER_CERT_PATH"].flatMap { $0.isEmpty ? nil : $0 }
        let folder = named ?? (environment["HOME"] ?? "") + "/.docker"
        return TLSIdentity(
            trust: .only(file: folder + "/ca.pem"),
            certificate: Certificate(chainFile: folder + "/cert.pem", keyFile: folder + "/key.pem"))
    }
}
