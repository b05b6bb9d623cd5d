import PinionModel
import PinionSyntax

/// The requests that create a container like another one with another image.
///
/// Unknown settings are kept: all of `HostConfig`, and networks except for assigned values.
struct ContainerBlueprint: Sendable {
    let inspected: JSONNode
    let defaults: ImageDefaults
    let id: String
    let api: APIVersion

    /// Takes an answer of `GET /containers/{id}/json` and the image that it was created from.
    ///
    /// `imageConfig` is the former image's `Config`, `api` the version that the engine is asked in.
    /// The labels in `keeping` are kept even if the former image set them.
    init(
        of container: DockerContainer, imageConfig: JSONNode?, api: APIVersion = .oldest,
        keeping labels: Set<String> = []
    ) {
        inspected = container.document
        let ports = inspected["HostConfig"]?["PortBindings"]?.members ?? []
        defaults = ImageDefaults(
            image: imageConfig, published: Set(ports.map(\.key)), labels: labels)
        id = container.id
        self.api = api
    }

    /// Returns the body of `POST /containers/create`.
    func body(image: PinnedImage) -> [UInt8] {
        guard let config = inspected["Config"] else { return [] }
        var body = defaults.removed(from: config)
        body.set("Image", .string(image.reference.familiar))
        if isHostnameAssigned(config) { body["Hostname"] = nil }
        body["HostConfig"] = hostConfig
        let endpoints = endpoints
        if !endpoints.isEmpty {
            var networking = RawObject()
            networking["EndpointsConfig"] = endpoints.bytes
            body["NetworkingConfig"] = networking.bytes
            // The address is then in its endpoint, and the two must not differ.
            if api >= .severalEndpoints { body["MacAddress"] = nil }
        }
        return body.bytes
    }

    /// Returns the body of `POST /networks/{id}/connect` that attaches a container in the same way.
    func connection(of container: String, to network: String) -> [UInt8] {
        var body = RawObject()
        body.set("Container", .string(container))
        body["EndpointConfig"] = endpoint(of: network)
        return body.bytes
    }

    /// The labels in the body, without those that come from the new image.
    var labels: [String: String] {
        let own = inspected["Config"].map { defaults.removed(from: $0)["Labels"] } ?? nil
        guard let own, let node = try? JSONNode(parsing: own, named: "labels") else { return [:] }
        return node.texts  // the bytes were parsed before
    }

    /// Whether the engine assigned the host name: by default it is the start of the container's id.
    private func isHostnameAssigned(_ config: JSONNode) -> Bool {
        let hostname = config["Hostname"]?.string ?? ""
        return hostname == id.prefix(12) || inspected["HostConfig"]?["UTSMode"]?.string == "host"
    }
}
