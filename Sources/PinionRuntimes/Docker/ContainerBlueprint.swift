package import PinionModel
package import PinionSyntax

/// What to send to make a container like another one with another image.
///
/// Whatever Pinion does not know stays as the engine showed it: all of `HostConfig`, and each
/// network's settings but for what the engine itself assigned.
package struct ContainerBlueprint: Sendable {
    private let inspected: JSONNode
    private let defaults: ImageDefaults
    private let id: String

    /// Takes an answer of `GET /containers/{id}/json`, and the `Config` of the image it was created from.
    package init(of container: DockerContainer, imageConfig: JSONNode?) {
        inspected = container.document
        let ports = inspected["HostConfig"]?["PortBindings"]?.members ?? []
        defaults = ImageDefaults(imageConfig, published: Set(ports.map(\.key)))
        id = container.id
    }

    /// The body of `POST /containers/create`.
    package func body(image: PinnedImage) -> [UInt8] {
        guard let config = inspected["Config"] else { return [] }
        var body = defaults.removed(from: config)
        body.set("Image", .string(image.reference.familiar))
        if isHostnameAssigned(config) { body["Hostname"] = nil }
        body["HostConfig"] = hostConfig
        if let network = primaryNetwork {
            var endpoints = RawObject()
            endpoints[network] = endpoint(of: network)
            var networking = RawObject()
            networking["EndpointsConfig"] = endpoints.bytes
            body["NetworkingConfig"] = networking.bytes
        }
        return body.bytes
    }

    /// The body of `POST /networks/{id}/connect` for a container that should be attached likewise.
    package func connection(of container: String, to network: String) -> [UInt8] {
        var body = RawObject()
        body.set("Container", .string(container))
        body["EndpointConfig"] = endpoint(of: network)
        return body.bytes
    }

    /// The name that a container has of itself is its id unless somebody gave it another.
    private func isHostnameAssigned(_ config: JSONNode) -> Bool {
        let hostname = config["Hostname"]?.string ?? ""
        return hostname == id.prefix(12) || inspected["HostConfig"]?["UTSMode"]?.string == "host"
    }
}

extension ContainerBlueprint {
    private static let withoutEndpoint: Set<String> = ["", "default", "bridge", "host", "none"]

    /// What the engine assigns to an endpoint by itself.
    private static let assigned = [
        "NetworkID", "EndpointID", "Gateway", "IPAddress", "IPPrefixLen", "IPv6Gateway",
        "GlobalIPv6Address", "GlobalIPv6PrefixLen", "MacAddress", "DNSNames",
    ]

    /// The network of `NetworkMode`, by the name under which the container is attached to it.
    private var primaryNetwork: String? {
        let mode = inspected["HostConfig"]?["NetworkMode"]?.string ?? ""
        guard !Self.withoutEndpoint.contains(mode) else { return nil }
        return networks.first { $0.key == mode || $0.value["NetworkID"]?.string == mode }?.key
    }

    private var networks: [JSONNode.Member] {
        inspected["NetworkSettings"]?["Networks"]?.members ?? []
    }

    /// The settings of an endpoint, without what the engine assigned and the alias that is the id.
    private func endpoint(of network: String) -> [UInt8] {
        let settings = networks.first { $0.key == network }?.value
        var own = RawObject(settings)
        for key in Self.assigned { own[key] = nil }
        let aliases = (settings?["Aliases"]?.strings ?? []).filter { $0 != id.prefix(12) }
        if !aliases.isEmpty { own.set("Aliases", .array(aliases.map { .string($0) })) }
        if aliases.isEmpty { own["Aliases"] = nil }
        return own.bytes
    }
}

extension ContainerBlueprint {
    /// The host's part, with the volumes that the engine made for the container given by name.
    private var hostConfig: [UInt8] {
        let source = inspected["HostConfig"]
        var host = RawObject(source)
        let volumes = (inspected["Mounts"]?.array ?? []).filter {
            $0["Type"]?.string == "volume" && !($0["Name"]?.string ?? "").isEmpty
        }
        var named = Set((source?["Binds"]?.strings ?? []).compactMap(Self.target))
        if let mounts = source?["Mounts"]?.array {
            host["Mounts"] = Self.list(mounts.map { Self.mount($0, volumes) })
            named.formUnion(mounts.compactMap { $0["Target"]?.string })
        }
        let moved = volumes.filter { !named.contains($0["Destination"]?.string ?? "") }
        guard !moved.isEmpty else { return host.bytes }
        let binds = (source?["Binds"]?.strings ?? []) + moved.map(Self.bind)
        host.set("Binds", .array(binds.map { .string($0) }))
        return host.bytes
    }

    /// Where `source:target:options` is mounted.
    private static func target(_ bind: String) -> String? {
        let parts = bind.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 1 ? String(parts[1]) : parts.first.map(String.init)
    }

    private static func bind(_ volume: JSONNode) -> String {
        let (name, target) = (volume["Name"]?.string ?? "", volume["Destination"]?.string ?? "")
        return "\(name):\(target)" + (volume["RW"]?.bool == false ? ":ro" : "")
    }

    /// A mount of a volume without a name takes the name of the volume that is mounted there.
    private static func mount(_ mount: JSONNode, _ volumes: [JSONNode]) -> [UInt8] {
        guard mount["Type"]?.string == "volume", (mount["Source"]?.string ?? "").isEmpty,
            let target = mount["Target"]?.string,
            let name = volumes.first(where: { $0["Destination"]?.string == target })?["Name"]
        else { return Array(mount.source) }
        var own = RawObject(mount)
        own["Source"] = Array(name.source)
        return own.bytes
    }

    private static func list(_ elements: [[UInt8]]) -> [UInt8] {
        [0x5b] + Array(elements.joined(separator: [0x2c])) + [0x5d]
    }
}
