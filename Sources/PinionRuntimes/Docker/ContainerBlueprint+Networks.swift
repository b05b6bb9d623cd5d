import PinionModel
import PinionSyntax

extension ContainerBlueprint {
    /// The names of the default bridge in `NetworkMode`.
    private static let bridge: Set<String> = ["", "default", "bridge"]

    /// The settings of an endpoint that the engine assigns itself.
    private static let assigned = [
        "NetworkID", "EndpointID", "Gateway", "IPAddress", "IPPrefixLen", "IPv6Gateway",
        "GlobalIPv6Address", "GlobalIPv6PrefixLen", "DNSNames",
    ]

    /// The endpoint settings of the networks on which the container is created, by network name.
    ///
    /// Since API 1.44 these are all networks, because connecting later loses a MAC address (up to
    /// 1.53). Before, only one is allowed, and the default bridge takes no settings.
    var endpoints: RawObject {
        var endpoints = RawObject()
        guard mode != "host", mode != "none", !mode.hasPrefix("container:") else {
            return endpoints
        }
        let all =
            api >= .severalEndpoints
            ? networks.map(\.key)
            : [Self.bridge.contains(mode) ? nil : primaryNetwork].compactMap(\.self)
        for network in all { endpoints[network] = endpoint(of: network) }
        return endpoints
    }

    private var mode: String { inspected["HostConfig"]?["NetworkMode"]?.string ?? "" }

    /// The network of `NetworkMode`, by the name under which the container is attached to it.
    private var primaryNetwork: String? {
        let mode = Self.bridge.contains(mode) ? "bridge" : mode
        return networks.first { $0.key == mode || $0.value["NetworkID"]?.string == mode }?.key
    }

    private var networks: [JSONNode.Member] {
        inspected["NetworkSettings"]?["Networks"]?.members ?? []
    }

    /// Returns an endpoint's settings without assigned values and without the alias that is the id.
    func endpoint(of network: String) -> [UInt8] {
        let settings = networks.first { $0.key == network }?.value
        var own = RawObject(settings)
        for key in Self.assigned { own[key] = nil }
        let address = hardwareAddress(on: network, settings)
        own["MacAddress"] = address.map { JSONText.string($0).bytes() }
        let aliases = (settings?["Aliases"]?.strings ?? []).filter { $0 != id.prefix(12) }
        if !aliases.isEmpty { own.set("Aliases", .array(aliases.map { .string($0) })) }
        if aliases.isEmpty { own["Aliases"] = nil }
        return own.bytes
    }

    /// Returns the MAC address that was requested for a network; `nil` if the engine chose it.
    ///
    /// The engine reports the requested address for the network of `NetworkMode`. For other
    /// networks it reports the current one: derived from the IPv4 address before version 28, and
    /// random later, in which case it may be kept.
    private func hardwareAddress(on network: String, _ settings: JSONNode?) -> String? {
        guard api >= .severalEndpoints else { return nil }
        if network == primaryNetwork {
            return inspected["Config"]?["MacAddress"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        guard let address = settings?["MacAddress"]?.string, !address.isEmpty,
            address != Self.derived(from: settings?["IPAddress"]?.string ?? "")
        else { return nil }
        return address
    }

    /// Derives `02:42:ac:11:00:02` from `172.17.0.2` (moby, `libnetwork/netutils`,
    /// `GenerateMACFromIP`).
    private static func derived(from address: String) -> String? {
        let parts = address.split(separator: ".").compactMap { UInt8($0) }
        guard parts.count == 4 else { return nil }
        let digits = parts.map { part in
            (part < 16 ? "0" : "") + String(part, radix: 16)
        }
        return "02:42:" + digits.joined(separator: ":")
    }
}
