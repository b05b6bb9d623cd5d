import FoundationEssentials

extension EngineAPI {
    /// Pushes a build once more, as made for another architecture than this machine's.
    ///
    /// Only its configuration says so; the bits are the same. The architecture's name may not be longer.
    package func pushVariant(
        _ repository: String, tag: String, of digest: String, for architecture: String
    ) async throws -> String {
        let answer = try await registry("GET", repository, "manifests/\(digest)")
        let type = answer.headers.first { $0.name == "content-type" }?.value ?? ""
        let manifest = try JSONDecoder().decode(RawManifest.self, from: Data(answer.body.utf8))
        let old = try await registry("GET", repository, "blobs/\(manifest.config.digest)").body
        let own = try await docker("version", "--format", "{{.Server.Arch}}")
        // Spaces keep the size that the manifest says.
        let spaces = String(repeating: " ", count: max(0, own.count - architecture.count))
        let new = old.replacing(
            #""architecture":"\#(own)""#, with: #""architecture":"\#(architecture)"\#(spaces)"#)
        let name = try await pushBlob(new, to: repository)
        let body = answer.body.replacing(manifest.config.digest, with: name)
        try await put(body, type: type, as: tag, in: repository)
        return try await self.digest(of: repository, tag)
    }

    private func pushBlob(_ text: String, to repository: String) async throws -> String {
        let sum = try await Command("sha256sum", [], input: Array(text.utf8)).succeed()
        let name = "sha256:\(sum.prefix(64))"
        let begun = try await registry("POST", repository, "blobs/uploads/")
        let place = begun.headers.first { $0.name == "location" }?.value ?? ""
        let address = place.hasPrefix("/") ? "http://\(registry)\(place)" : place
        let separator = address.contains("?") ? "&" : "?"
        try await Command(
            "curl",
            [
                "-sSf", "-X", "PUT", "-H", "Content-Type: application/octet-stream",
                "--data-binary", "@-", "\(address)\(separator)digest=\(name)",
            ], input: Array(text.utf8)
        ).succeed()
        return name
    }
}

/// The part of a manifest that a variant changes.
private struct RawManifest: Decodable {
    struct Config: Decodable {
        let digest: String
    }
    let config: Config
}
