import FoundationEssentials

extension EngineAPI {
    /// A program that runs until it is told to stop, and then stops at once.
    package static let idle =
        #"CMD ["/bin/sh", "-c", "trap 'exit 0' TERM; sleep 1000000 & wait"]"#

    /// Builds a tiny image, pushes it, and returns the digest under which the registry keeps it.
    ///
    /// It holds static busybox and the file `/marker`, and idles until it is told to stop. Dockerfile instructions
    /// such as `ENV`, `LABEL`, `HEALTHCHECK` or another `CMD` can be added. No two builds have the same digest.
    @discardableResult
    package func pushImage(
        _ repository: String, tag: String, marker: String, instructions: [String] = []
    ) async throws -> String {
        let image = reference(repository, tag)
        try await withScratch { scratch in
            let archive = try await Self.archive(marker: marker, in: scratch)
            let changes = ([Self.idle] + instructions).flatMap { ["--change", $0] }
            let arguments = ["import"] + changes + [archive, image]
            try await Command("docker", arguments, environment: ["DOCKER_HOST": host]).succeed()
        }
        try await docker("push", image)
        return try await digest(of: repository, tag)
    }

    /// A layer of busybox under the names that the fixtures use, and the marker.
    private static func archive(marker: String, in scratch: Scratch) async throws -> String {
        let bin = try scratch.makeFolder("root/bin")
        try await Command("cp", ["/bin/busybox", bin]).succeed()
        for name in ["sh", "sleep", "cat", "echo", "true", "false", "test"] {
            try FileManager.default.createSymbolicLink(
                atPath: "\(bin)/\(name)", withDestinationPath: "busybox")
        }
        try scratch.write(marker, to: "root/marker")
        let archive = scratch.path(of: "image.tar")
        try await Command("tar", ["-cf", archive, "-C", scratch.path(of: "root"), "."]).succeed()
        return archive
    }

    /// Removes every local name of a reference, so that the engine has to pull it again.
    package func forget(_ reference: String) async throws {
        try await docker("image", "rm", "--force", reference)
    }
}
