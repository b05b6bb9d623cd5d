import PinionModel
@testable import PinionRuntimes
import PinionSyntax
import Testing

/// Answers of an engine in the shape that engine 20.10 gives them.
enum DockerAnswers {
    static let id = "c91cf7652c05bd250346cd71b637dc1687dd82cbc22b4a5661593046656ffe33"

    static func container(
        _ name: String = "web", id: String = id, image: String = "sha256:aa",
        reference: String = "nginx:1", state: String = "running", health: String = "",
        labels: String = "{}", config: String = "", host: String = "", networks: String = "{}",
        mounts: String = "[]", more: String = "", restarts: Int = 0,
        created: String = "2026-11-23T12:00:00Z", started: String = "0001-01-01T00:00:00Z",
        finished: String = "0001-01-01T00:00:00Z"
    ) -> String {
        #"{"Id":"\#(id)","Name":"/\#(name)","Created":"\#(created)","Image":"\#(image)","#
            + #""RestartCount":\#(restarts),"State":{"Status":"\#(state)","Error":"","ExitCode":1,"#
            + #""StartedAt":"\#(started)","FinishedAt":"\#(finished)""#
            + (health.isEmpty
                ? "" : #","Health":{"Status":"\#(health)","Log":[{"Output":"no\nanswer"}]}"#)
            + #"},\#(more)"HostConfig":{"NetworkMode":"default"\#(host)},"Mounts":\#(mounts),"#
            + #""Config":{"Image":"\#(reference)","Labels":\#(labels)\#(config)},"#
            + #""NetworkSettings":{"Networks":\#(networks)}}"#
    }

    static func parsed(_ text: String) throws -> DockerContainer {
        try #require(DockerContainer(json(text)))
    }

    static func image(_ id: String = "sha256:aa", _ digests: String..., tags: String = "[]")
        -> String
    {
        let list = digests.map { "\"\($0)\"" }.joined(separator: ",")
        return #"{"Id":"\#(id)","RepoTags":\#(tags),"RepoDigests":[\#(list)]}"#
    }

    static func images(_ list: String..., containerd: Bool = false) throws -> DockerImages {
        let images = try list.compactMap { EngineImage(try json($0)) }
        return DockerImages(
            images: Dictionary(uniqueKeysWithValues: images.map { ($0.id, $0) }),
            isContainerd: containerd)
    }

    static func listed(
        _ name: String, id: String = id, state: ListedContainer.State = .running,
        labels: [String: String] = [:]
    ) -> ListedContainer {
        ListedContainer(id: id, name: name, labels: labels, state: state)
    }
}
