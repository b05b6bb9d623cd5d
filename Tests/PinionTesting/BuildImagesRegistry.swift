import FoundationEssentials

extension EngineAPI {
    /// The types of manifests that the registry shall not convert.
    private static let accept = [
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    ].joined(separator: ", ")

    /// The digest that a tag (or a digest) of a repository names now, as the registry says.
    package func digest(of repository: String, _ tag: String) async throws -> String {
        let head = try await registry("HEAD", repository, "manifests/\(tag)")
        let found = head.headers.first { $0.name == "docker-content-digest" }
        guard head.status == 200, let found else {
            throw EngineFailure.refused("HEAD \(repository):\(tag)", head.status, head.body)
        }
        return found.value
    }

    /// Points a tag to a digest that the repository already has.
    package func moveTag(_ tag: String, of repository: String, to digest: String) async throws {
        let manifest = try await registry("GET", repository, "manifests/\(digest)")
        let type = manifest.headers.first { $0.name == "content-type" }?.value ?? ""
        try await put(manifest.body, type: type, as: tag, in: repository)
    }

    /// Pushes an index of manifests that the repository already has, and returns its digest.
    ///
    /// The first is for `linux/amd64`, those after it for `linux/arm64` variants, unless the
    /// architectures are given.
    @discardableResult
    package func pushIndex(
        _ repository: String, tag: String, of digests: [String], for architectures: [String] = []
    ) async throws -> String {
        var entries: [String] = []
        for (position, digest) in digests.enumerated() {
            let manifest = try await registry("GET", repository, "manifests/\(digest)")
            let type = manifest.headers.first { $0.name == "content-type" }?.value ?? ""
            let platform =
                position < architectures.count
                ? #""architecture":"\#(architectures[position])","os":"linux""#
                : position == 0
                    ? #""architecture":"amd64","os":"linux""#
                    : #""architecture":"arm64","os":"linux","variant":"v\#(7 + position)""#
            entries.append(
                #"{"mediaType":"\#(type)","digest":"\#(digest)","size":\#(manifest.body.utf8.count),"#
                    + #""platform":{\#(platform)}}"#)
        }
        let type = "application/vnd.docker.distribution.manifest.list.v2+json"
        let list = entries.joined(separator: ",")
        let body = #"{"schemaVersion":2,"mediaType":"\#(type)","manifests":[\#(list)]}"#
        try await put(body, type: type, as: tag, in: repository)
        return try await digest(of: repository, tag)
    }

    /// Deletes a manifest, and with it every tag that names it.
    package func deleteManifest(_ digest: String, of repository: String) async throws {
        let answer = try await registry("DELETE", repository, "manifests/\(digest)")
        guard answer.status == 202 else {
            throw EngineFailure.refused("DELETE \(digest)", answer.status, answer.body)
        }
    }

    func put(
        _ body: String, type: String, as tag: String, in repository: String
    ) async throws {
        let header = ["-H", "Content-Type: \(type)", "--data-binary", "@-"]
        let answer = try await registry(
            "PUT", repository, "manifests/\(tag)", header, input: Array(body.utf8))
        guard answer.status == 201 else {
            throw EngineFailure.refused("PUT \(repository):\(tag)", answer.status, answer.body)
        }
    }

    /// Sends one request to the registry; the names of the answer's headers are in lower case.
    func registry(
        _ method: String, _ repository: String, _ path: String, _ more: [String] = [],
        input: [UInt8]? = nil
    ) async throws -> (status: Int, headers: [(name: String, value: String)], body: String) {
        let verb = method == "HEAD" ? ["--head"] : ["-X", method, "-i"]
        let address = "http://\(registry)/v2/\(repository)/\(path)"
        let arguments = ["-sS", "-H", "Accept: \(Self.accept)"] + verb + more + [address]
        let outcome = try await Command("curl", arguments, input: input).run()
        let answer = RawAnswer(parsingCGI: outcome.outputBytes)
        let status = outcome.output.split(separator: " ", maxSplits: 2).dropFirst().first
        return (
            status.flatMap { Int($0) } ?? 0, answer.headers.map { ($0.0.lowercased(), $0.1) },
            String(decoding: answer.body, as: UTF8.self)
        )
    }
}
