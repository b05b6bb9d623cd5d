import Crypto
import PinionHTTP
package import PinionModel
import PinionSyntax

extension EngineEndpoint {
    /// Finds the engine as the Docker client does.
    ///
    /// An endpoint that is written (`unix://…`, `tcp://…`, `context://NAME`) comes first; then
    /// `DOCKER_HOST`, `DOCKER_CONTEXT`, the client's current context, and the socket that every
    /// installation has (Docker documentation, "docker context", and the client's `DOCKER_*`
    /// variables).
    package static func resolve(
        _ written: String?, in surroundings: EngineSurroundings
    ) throws(RuntimeError) -> EngineEndpoint {
        if let written {
            let prefix = "context://"
            return written.hasPrefix(prefix)
                ? try context(String(written.dropFirst(prefix.count)), surroundings)
                : try address(written, from: .file, surroundings)
        }
        if let host = surroundings.value(of: "DOCKER_HOST") {
            return try address(host, from: .variable("DOCKER_HOST"), surroundings)
        }
        if let name = try currentContext(surroundings), name != "default" {
            return try context(name, surroundings)
        }
        return try address("unix:///var/run/docker.sock", from: .standard, surroundings)
    }

    private static func address(
        _ text: String, from source: Source, _ surroundings: EngineSurroundings
    ) throws(RuntimeError) -> EngineEndpoint {
        let identity = TLSIdentity.docker(environment: surroundings.variables)
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
                    + "and name unix:///tmp/docker.sock"
            )
        }
        do throws(MalformedURL) {
            return EngineEndpoint(
                address: try Endpoint(parsing: text, identity: identity), source: source)
        } catch {
            throw refusal(
                "`\(withoutUser(text))` (\(source)) is not an endpoint: \(error)",
                "write unix:///var/run/docker.sock or tcp://host:2376"
            )
        }
    }

    /// An endpoint for a message: what stands before an `@` may be a password.
    private static func withoutUser(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://"), let at = text.lastIndex(of: "@"),
            scheme.upperBound <= at
        else { return text }
        return text[..<scheme.upperBound] + "…" + text[at...]
    }

    private static func currentContext(
        _ surroundings: EngineSurroundings
    ) throws(RuntimeError) -> String? {
        if let name = surroundings.value(of: "DOCKER_CONTEXT") { return name }
        let path = surroundings.dockerFolder + "/config.json"
        guard let bytes = surroundings.contents(path) else { return nil }
        return try document(bytes, path)["currentContext"]?.string.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads a context from where the Docker client keeps it: under the SHA-256 sum of its name.
    private static func context(
        _ name: String, _ surroundings: EngineSurroundings
    ) throws(RuntimeError) -> EngineEndpoint {
        if name == "default" {
            let host = surroundings.value(of: "DOCKER_HOST")
            return try address(
                host ?? "unix:///var/run/docker.sock", from: .context(name), surroundings)
        }
        let contexts = surroundings.dockerFolder + "/contexts"
        let key = SHA256.hash(data: Array(name.utf8)).map { byte in
            (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        .joined()
        let path = "\(contexts)/meta/\(key)/meta.json"
        guard let bytes = surroundings.contents(path) else {
            throw refusal(
                "there is no Docker context `\(name)` in \(contexts)",
                "see `docker context ls`, and name one that is there"
            )
        }
        let endpoint = try document(bytes, path)["Endpoints"]?["docker"]
        guard let host = endpoint?["Host"]?.string, !host.isEmpty else {
            throw refusal(
                "the Docker context `\(name)` names no engine",
                "see `docker context inspect \(name)`"
            )
        }
        guard endpoint?["SkipTLSVerify"]?.bool != true else {
            throw refusal(
                "the Docker context `\(name)` skips the check of the engine's certificate",
                "give the context the engine's ca.pem, `docker context update --docker ca=… \(name)`"
            )
        }
        let identity = identity(in: "\(contexts)/tls/\(key)/docker", surroundings)
        return try parse(host, identity: identity, source: .context(name))
    }

    /// The certificates of a context, as far as they are there.
    private static func identity(
        in folder: String, _ surroundings: EngineSurroundings
    ) -> TLSIdentity? {
        let (authority, chain, key) = (
            folder + "/ca.pem", folder + "/cert.pem", folder + "/key.pem"
        )
        let trust: TLSIdentity.Trust? =
            surroundings.contents(authority) == nil ? nil : .only(file: authority)
        let certificate: TLSIdentity.Certificate? =
            surroundings.contents(chain) == nil || surroundings.contents(key) == nil
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
