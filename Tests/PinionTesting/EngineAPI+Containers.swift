import FoundationEssentials

extension EngineAPI {
    /// A plain container or a task's, as the list shows it.
    package struct Container: Sendable, Hashable {
        /// The container's id.
        package let id: String
        /// Its name, without the slash.
        package let name: String
        /// The image string that it was created with, or its image's id once the tag is gone.
        package let image: String
        /// The id of the image that it is bound to.
        package let imageID: String
        /// Its state, such as `running` or `exited`.
        package let state: String
    }

    /// Creates and starts a plain container as `docker run` does, with its options, and returns the container's id.
    @discardableResult
    package func runContainer(
        _ name: String, image: String, options: [String] = [], command: [String] = []
    ) async throws -> String {
        let arguments = ["run", "--detach", "--name", name] + options + [image] + command
        return try await Command("docker", arguments, environment: ["DOCKER_HOST": host]).succeed()
            .split(separator: "\n").last.map(String.init) ?? ""
    }

    /// Every container, also those that ended, sorted by name.
    package func containers() async throws -> [Container] {
        try await get("/containers/json?all=true", as: [RawContainer].self)
            .map {
                Container(
                    id: $0.Id, name: String($0.Names.first?.dropFirst() ?? ""), image: $0.Image,
                    imageID: $0.ImageID, state: $0.State)
            }
            .sorted { $0.name < $1.name }
    }

    /// A container's raw description, as `GET /containers/…/json` gives it.
    package func inspect(container: String) async throws -> String {
        let answer = try await request("GET", "/containers/\(container)/json")
        guard answer.status == 200 else {
            throw EngineFailure.refused("inspect \(container)", answer.status, answer.body)
        }
        return answer.body
    }

    /// The digests under which the registry's repositories know the image of a container, sorted.
    package func digests(ofContainer container: String) async throws -> [String] {
        let image = try await get("/containers/\(container)/json", as: RawBinding.self).Image
        return try await get("/images/\(image)/json", as: RawImage.self).RepoDigests
            .compactMap { $0.split(separator: "@").last.map(String.init) }
            .sorted()
    }

    /// Stops and removes a container with its anonymous volumes, if it is there.
    package func removeContainer(_ name: String) async throws {
        try await docker("rm", "--force", "--volumes", name)
    }
}
