import PinionModel
import PinionSyntax

extension ContainerBlueprint {
    /// The host's part, with the volumes that the engine made for the container given by name.
    var hostConfig: [UInt8] {
        let source = inspected["HostConfig"]
        var host = RawObject(source)
        let volumes = (inspected["Mounts"]?.array ?? []).filter {
            $0["Type"]?.string == "volume" && !($0["Name"]?.string ?? "").isEmpty
        }
        let binds = source?["Binds"]?.strings ?? []
        var named = Set(binds.map { BindText($0).target })
        if let mounts = source?["Mounts"]?.array {
            host["Mounts"] = Self.list(mounts.map { Self.mount($0, volumes) })
            named.formUnion(mounts.compactMap { $0["Target"]?.string }.map(MountTarget.cleaned))
        }
        let moved = volumes.filter { !named.contains(Self.target(of: $0)) }.map(Self.bind)
        let kept = binds.map { Self.naming($0, volumes) }
        if kept + moved != binds {
            host.set("Binds", .array((kept + moved).map { .string($0) }))
        }
        return host.bytes
    }

    private static func target(of volume: JSONNode) -> String {
        MountTarget.cleaned(volume["Destination"]?.string ?? "")
    }

    private static func bind(_ volume: JSONNode) -> String {
        let (name, target) = (volume["Name"]?.string ?? "", volume["Destination"]?.string ?? "")
        return "\(name):\(target)" + (volume["RW"]?.bool == false ? ":ro" : "")
    }

    /// A bind without a source takes the name of the volume that is mounted there.
    private static func naming(_ bind: String, _ volumes: [JSONNode]) -> String {
        let text = BindText(bind)
        guard text.isAnonymous,
            let name = volumes.first(where: { target(of: $0) == text.target })?["Name"]?.string
        else { return bind }
        return text.naming(name)
    }

    /// A mount of a volume without a name takes the name of the volume that is mounted there.
    private static func mount(_ mount: JSONNode, _ volumes: [JSONNode]) -> [UInt8] {
        guard mount["Type"]?.string == "volume", (mount["Source"]?.string ?? "").isEmpty,
            let place = mount["Target"]?.string.map({ MountTarget.cleaned($0) }),
            let name = volumes.first(where: { target(of: $0) == place })?["Name"]
        else { return Array(mount.source) }
        var own = RawObject(mount)
        own["Source"] = Array(name.source)
        return own.bytes
    }

    private static func list(_ elements: [[UInt8]]) -> [UInt8] {
        [0x5b] + Array(elements.joined(separator: [0x2c])) + [0x5d]
    }
}
