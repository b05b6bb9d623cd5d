import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

/// What the Docker tests do beside a real engine.
extension EngineRig {
    /// The runtime over every container, with a short probation.
    var docker: DockerRuntime {
        DockerRuntime(client: client, scope: .all, probation: .milliseconds(300))
    }

    /// Whether the engine keeps its images in containerd's store.
    var isContainerd: Bool {
        get async throws {
            let info = try await ask(.get, "/info")
            return String(decoding: info["DriverStatus"]?.source ?? [], as: UTF8.self)
                .contains("io.containerd.snapshotter")
        }
    }

    /// Creates and starts a container of the test, and shows it.
    func run(
        _ body: String, name: String = "web", query: [(String, String)] = []
    ) async throws -> JSONNode {
        let full = "\(mark)-\(name)"
        try await ask(.post, "/containers/create", query: [("name", full)] + query, body)
        try await ask(.post, "/containers/\(full)/start")
        return try await inspected(name)
    }

    /// A container of the test as the engine shows it.
    func inspected(_ name: String = "web") async throws -> JSONNode {
        try await ask(.get, "/containers/\(mark)-\(name)/json")
    }

    /// A container of the test as a service.
    func observed(_ name: String = "web") async throws -> ServiceObservation {
        try #require(try await docker.observe(.only(["\(mark)-\(name)"])).services.first)
    }

    /// Changes the image of a container of the test.
    func change(
        to image: PinnedImage, name: String = "web", over runtime: DockerRuntime? = nil
    ) async throws {
        let runtime = runtime ?? docker
        let service = "\(mark)-\(name)"
        let observed = try #require(try await runtime.observe(.only([service])).services.first)
        try await runtime.change(
            ImageChange(
                observed: observed, images: [ContainerImage(container: service, image: image)],
                timeout: .seconds(60)),
            permit: permitted)
    }

    /// Pulls what a tag or digest of the test's repository names, for a platform.
    func pull(_ tag: String, for platform: String) async throws {
        let query = [("fromImage", try repository()), ("tag", tag), ("platform", platform)]
        let answer = try await client.send(.post, "/images/create", query: query)
        try answer.accepted("pull \(tag) for \(platform)")
        let text = String(decoding: answer.body, as: UTF8.self)
        #expect(!text.contains("errorDetail"), "\(text)")
    }

    /// The value of a variable in a container's environment.
    static func variable(_ name: String, in container: JSONNode) -> String? {
        (container["Config"]?["Env"]?.array ?? []).compactMap(\.string)
            .first { $0.hasPrefix("\(name)=") }
            .map { String($0.dropFirst(name.count + 1)) }
    }
}
