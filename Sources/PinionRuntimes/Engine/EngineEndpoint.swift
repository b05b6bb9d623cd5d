import Crypto
package import PinionHTTP
package import PinionModel
import PinionSyntax

/// The address of a Docker engine, with the source that names it.
package struct EngineEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// The source of an endpoint.
    package enum Source: Hashable, Sendable, CustomStringConvertible {
        /// The environment's file.
        case file
        /// A variable of the process: `DOCKER_HOST`.
        case variable(String)
        /// A context of the Docker client.
        case context(String)
        /// The default, because nothing names an endpoint.
        case standard

        /// The source in words: "named by DOCKER_HOST".
        package var description: String {
            switch self {
            case .file: "named by environment.yaml or --endpoint"
            case .variable(let name): "named by \(name)"
            case .context(let name): "named by the Docker context \(name)"
            case .standard: "the default"
            }
        }
    }

    /// The address.
    package let address: Endpoint
    /// The source of the address.
    package let source: Source

    /// The address in Docker's scheme, `tcp://`, whether or not it uses TLS: so files name it.
    var name: String { address.host == nil ? address.description : "tcp://\(address.authority)" }

    /// The address and its source, for messages.
    package var description: String {
        "\(name) (\(source)\(address.scheme == "https" ? ", over TLS" : ""))"
    }
}

extension EngineEndpoint {
    /// Finds the engine in the same way as the Docker client.
    ///
    /// A written endpoint (`unix://…`, `tcp://…`, `context://NAME`) comes first, then
    /// `DOCKER_HOST`, `DOCKER_CONTEXT`, the client's current context, and the standard socket
    /// (Docker documentation, "docker context", and the client's `DOCKER_*` variables).
    package static func resolve(
        _ written: String?, in environment: DockerClientEnvironment
    ) throws(RuntimeError) -> EngineEndpoint {
        if let written {
            let prefix = "context://"
            return written.hasPrefix(prefix)
                ? try context(String(written.dropFirst(prefix.count)), environment)
                : try address(written, from: .file, environment)
        }
        if let host = environment.value(of: "DOCKER_HOST") {
            return try address(host, from: .variable("DOCKER_HOST"), environment)
        }
        if let name = try currentContext(environment), name != "default" {
            return try context(name, environment)
        }
        return try address("unix:///var/run/docker.sock", from: .standard, environment)
    }

    private static func address(
        _ text: String, from source: Source, _ environment: DockerClientEnvironment
    ) throws(RuntimeError) -> EngineEndpoint {
        let identity = TLSIdentity.docker(environment: environment.variables)
        return try parse(text, identity: identity, source: source)
    }

    private static func parse(
        _ text: String, identity: TLSIdentity?, source: Source
    ) throws(RuntimeError) -> EngineEndpoint {
        if text.hasPrefix("ssh://") {
            let host = text.dropFirst("ssh://".count)
            throw refusal(
                "`\(text)` (\(source)) is reached over SSH, which Pinion does not speak",
                "forward the socket, `ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock \(host)`, "
                    + "and name unix:///tmp/docker.sock")
        }
        do throws(MalformedURL) {
            return EngineEndpoint(
                address: try Endpoint(parsing: text, identity: identity), source: source)
        } catch {
            throw refusal(
                "`\(withoutUser(text))` (\(source)) is not an endpoint: \(error)",
                "write unix:///var/run/docker.sock or tcp://host:2376")
        }
    }

    /// Returns an endpoint for a message, without the part before an `@`, which may be a password.
    private static func withoutUser(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://"), let at = text.lastIndex(of: "@"),
            scheme.upperBound <= at
        else { return text }
        return text[..<scheme.upperBound] + "…" + text[at...]
    }

    private static func currentContext(
        _ environment: DockerClientEnvironment
    ) throws(RuntimeError) -> String? {
        if let name = environment.value(of: "DOCKER_CONTEXT") { return name }
        let path = environment.dockerFolder + "/config.json"
        guard let bytes = environment.contents(path) else { return nil }
        return try document(bytes, path)["currentContext"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads a context from the Docker client's folder for it: the SHA-256 sum of its name.
    private static func context(
        _ name: String, _ environment: DockerClientEnvironment
    ) throws(RuntimeError) -> EngineEndpoint {
        if name == "default" {
            let host = environment.value(of: "DOCKER_HOST")
            return try address(
                host ?? "unix:///var/run/docker.sock", from: .context(name), environment)
        }
        let contexts = environment.dockerFolder + "/contexts"
        let key = Digest(sha256: Array(SHA256.hash(data: Array(name.utf8))))?.hex ?? ""
        let path = "\(contexts)/meta/\(key)/meta.json"
        guard let bytes = environment.contents(path) else {
            throw refusal(
                "there is no Docker context `\(name)` in \(contexts)",
                "see `docker context ls`, and name one that is there")
        }
        let endpoint = try document(bytes, path)["Endpoints"]?["docker"]
        guard let host = endpoint?["Host"]?.string, !host.isEmpty else {
            throw refusal(
                "the Docker context `\(name)` names no engine",
                "see `docker context inspect \(name)`")
        }
        guard endpoint?["SkipTLSVerify"]?.bool != true else {
            throw refusal(
                "the Docker context `\(name)` skips the check of the engine's certificate",
                "give the context the engine's ca.pem, `docker context update --docker ca=… "
                    + "\(name)`")
        }
        let identity = identity(in: "\(contexts)/tls/\(key)/docker", environment)
        return try parse(host, identity: identity, source: .context(name))
    }

    /// Returns the existing certificates of a context.
    private static func identity(
        in folder: String, _ environment: DockerClientEnvironment
    ) -> TLSIdentity? {
        let (authority, chain, key) = (
            folder + "/ca.pem", folder + "/cert.pem", folder + "/key.pem"
        )
        let trust: TLSIdentity.Trust? =
            environment.contents(authority) == nil ? nil : .only(file: authority)
        let certificate: TLSIdentity.Certificate? =
            environment.contents(chain) == nil || environment.contents(key) == nil
            ? nil : TLSIdentity.Certificate(chainFile: chain, keyFile: key)
        guard trust != nil || certificate != nil else { return nil }
        return TLSIdentity(trust: trust ?? .system, certificate: certificate)
    }

    private static func document(
        _ bytes: [UInt8], _ path: String
    ) throws(RuntimeError) -> JSONNode {
        do throws(SyntaxError) {
            return try JSONNode(parsing: bytes, named: path)
        } catch {
            throw refusal("\(error)", "mend the file, or name the endpoint in environment.yaml")
        }
    }

    private static func refusal(_ reason: String, _ remedy: String) -> RuntimeError {
        .refused(operation: "find the Docker engine", reason: reason, remedy: remedy)
    }
}
