import PinionHTTP
import PinionModel
import PinionSyntax

extension RecreationRun {
    /// Returns the requests that create a container like another one.
    func blueprint(of container: DockerContainer) async throws(RuntimeError) -> ContainerBlueprint {
        let store = try await images.engineStore()
        var query: [(String, String)] = []
        if let platform, store.isContainerd, store.api >= .imagePlatform {
            query.append(("platform", platform.json.description))
        }
        let image = try await runtime.client.send(
            .get, "/images/\(container.imageID)/json", query: query
        ).document("create the container \(name): read the defaults of its former image")
        return ContainerBlueprint(
            of: container, imageConfig: image["Config"], api: store.api,
            keeping: runtime.scope.labels.union(
                EngineLabel.orchestrated(container.document["Config"], besides: image["Config"])))
    }

    /// Refuses an image whose labels would put the container out of its scope; writes nothing.
    func refuseDeparture() async throws(RuntimeError) {
        guard let image else { return }
        let listed = try await runtime.containers()
        let former = listed.first { $0.leftover?.realName == name }
        guard let id = (former ?? listed.first { $0.name == name })?.id,
            let container = try await runtime.inspect(id)
        else { return }
        let look = "look at \(image)"
        let new = try await runtime.client.send(.get, "/images/\(image.bare)/json").document(look)
        let own = try await blueprint(of: container).labels
        let brought = new["Config"]?["Labels"]?.texts ?? [:]
        let future = ListedContainer(
            id: container.id, name: name, labels: brought.merging(own) { $1 }, state: .running
        ).withoutInheritedLabels(from: brought)
        if case .outside(let reason) = runtime.scope.membership(of: future) {
            throw .unchangeable(
                service: service, reason: "the labels of \(image) would take it away: \(reason)")
        }
        guard runtime.scope.service(of: future) != service else { return }
        throw .unchangeable(
            service: service,
            reason: "the labels of \(image) would make \(name) the service "
                + "\(runtime.scope.service(of: future))")
    }
}
