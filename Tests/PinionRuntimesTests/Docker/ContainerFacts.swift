import PinionSyntax

/// Everything that `docker inspect` shows of a container, without what has to differ after a re-creation.
struct ContainerFacts: Equatable {
    /// Values under their paths; what is empty is left out.
    let values: [String: String]

    /// What the engine assigns, or what is the image's.
    private static let assigned: Set<String> = [
        "Id", "Created", "State", "Image", "ResolvConfPath", "HostnamePath", "HostsPath", "LogPath",
        "GraphDriver", "ImageManifestDescriptor", "Config.Image", "NetworkSettings.SandboxID",
        "NetworkSettings.SandboxKey", "NetworkSettings.EndpointID", "NetworkSettings.IPAddress",
        "NetworkSettings.MacAddress", "NetworkSettings.Gateway", "ExecIDs",
    ]

    init(_ container: JSONNode) {
        let id = String(container["Id"]?.string?.prefix(12) ?? "-")
        var values: [String: String] = [:]
        Self.collect(container, "", &values)
        let isEphemeral = container["HostConfig"]?["PublishAllPorts"]?.bool == true
        values = values.filter { path, value in
            !(isEphemeral && path.hasPrefix("NetworkSettings.Ports") && path.hasSuffix("HostPort"))
                && !value.hasPrefix("\"VERSION=") && !path.hasSuffix(".EndpointID")
        }
        .mapValues { $0.replacing(id, with: "ID") }
        Self.collectBinds(container, &values)
        Self.collectMounts(container, &values)
        Self.collectNetworks(container, &values)
        self.values = values
    }

    private static func collect(
        _ node: JSONNode, _ path: String, _ values: inout [String: String]
    ) {
        guard !assigned.contains(path) else { return }
        guard !["Mounts", "HostConfig.Binds", "HostConfig.Mounts"].contains(path) else { return }
        let prefix = path.isEmpty ? "" : "\(path)."
        if let members = node.members {
            for member in members { collect(member.value, prefix + member.key, &values) }
        } else if let elements = node.array {
            // Aliases are a set: the engine adds its own at the end of those that were asked for.
            let ordered =
                path.hasSuffix(".Aliases")
                ? elements.filter { !isShortID($0.string ?? "") }
                    .sorted { $0.string ?? "" < $1.string ?? "" } : elements
            for (index, element) in ordered.enumerated() {
                collect(element, "\(prefix)\(index)", &values)
            }
        } else {
            let text = String(decoding: node.source, as: UTF8.self)
            if !["null", "\"\"", "false", "0"].contains(text) { values[path] = text }
        }
    }

    /// The container's own id, which old engines show among its aliases.
    private static func isShortID(_ text: String) -> Bool {
        text.count == 12 && text.allSatisfy(\.isHexDigit)
    }

    /// Volumes that the engine named are compared by where they are mounted.
    private static func isMadeUp(_ name: String) -> Bool {
        name.count == 64 && name.allSatisfy(\.isHexDigit)
    }

    private static func collectBinds(_ container: JSONNode, _ values: inout [String: String]) {
        let binds = (container["HostConfig"]?["Binds"]?.array ?? []).compactMap(\.string)
        for bind in binds {
            let parts = bind.split(separator: ":")
            if isMadeUp(String(parts[0])) { continue }
            if parts.count == 1 || parts.count == 2 && !parts[1].hasPrefix("/") { continue }
            values["HostConfig.Binds \(bind)"] = "here"
        }
        for (index, mount) in (container["HostConfig"]?["Mounts"]?.array ?? []).enumerated() {
            for member in mount.members ?? [] {
                if member.key == "Source", isMadeUp(member.value.string ?? "") { continue }
                values["HostConfig.Mounts.\(index).\(member.key)"] = String(
                    decoding: member.value.source, as: UTF8.self)
            }
        }
    }

    private static func collectMounts(_ container: JSONNode, _ values: inout [String: String]) {
        for mount in container["Mounts"]?.array ?? [] {
            let place = "Mounts \(mount["Destination"]?.string ?? "")"
            let isAnonymous = isMadeUp(mount["Name"]?.string ?? "")
            for member in mount.members ?? [] where !(isAnonymous && member.key == "Mode") {
                values["\(place).\(member.key)"] = String(
                    decoding: member.value.source, as: UTF8.self)
            }
        }
    }

    /// Addresses count where somebody asked for them.
    private static func collectNetworks(_ container: JSONNode, _ values: inout [String: String]) {
        for network in container["NetworkSettings"]?["Networks"]?.members ?? [] {
            let place = "NetworkSettings.Networks.\(network.key)"
            values["\(place) is there"] = "yes"
            let address = network.value["IPAddress"]?.string ?? ""
            if network.value["IPAMConfig"]?["IPv4Address"] == nil {
                values["\(place).IPAddress"] = nil
            }
            let digits = address.split(separator: ".").compactMap { UInt8($0) }
                .map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            if network.value["MacAddress"]?.string == "02:42:" + digits.joined(separator: ":") {
                values["\(place).MacAddress"] = nil
            }
        }
    }

    /// What differs, one a line.
    func differences(from other: ContainerFacts) -> [String] {
        Set(values.keys).union(other.values.keys).sorted()
            .filter { values[$0] != other.values[$0] }
            .map { "\($0): \(values[$0] ?? "-") instead of \(other.values[$0] ?? "-")" }
    }
}
