import PinionModel
import PinionSyntax

extension ContainerBlueprint {
    /// The `HostConfig`, in which volumes that the engine made for the container are given by name.
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

    /// Gives a bind without a source the name of the volume that is mounted there.
    private static func naming(_ bind: String, _ volumes: [JSONNode]) -> String {
        let text = BindText(bind)
        guard text.isAnonymous,
            let name = volumes.first(where: { target(of: $0) == text.target })?["Name"]?.string
        else { return bind }
        return "\(name):\(text.target)"
    }

    /// Gives a volume mount without a name the name of the volume that is mounted there.
    private static func mount(_ mount: JSONNode, _ volumes: [JSONNode]) -> [UInt8] {
        guard mount["Type"]?.string == "volume", (mount["Source"]?.string ?? "").isEmpty,
            let target = mount["Target"]?.string.map({ MountTarget.cleaned($0) }),
            let name = volumes.first(where: { Self.target(of: $0) == target })?["Name"]
        else { return Array(mount.source) }
        var own = RawObject(mount)
        own["Source"] = Array(name.source)
        return own.bytes
    }

    private static func list(_ elements: [[UInt8]]) -> [UInt8] {
        [0x5b] + Array(elements.joined(separator: [0x2c])) + [0x5d]
    }
}

/// A mount point in a container, in the form in which the engine compares it: `/data` for `/data/`.
enum MountTarget {
    /// Returns the shortest equivalent path (Go, `path.Clean`).
    static func cleaned(_ path: some StringProtocol) -> String {
        var parts: [Substring] = []
        for part in Substring(path).split(separator: "/") where part != "." {
            if part != ".." { parts.append(part) } else if !parts.isEmpty { parts.removeLast() }
        }
        return "/" + parts.joined(separator: "/")
    }
}

/// An element of `HostConfig.Binds`: `source:target:options`, or one that leaves the source to the
/// engine (moby, `volume/mounts/linux_parser.go`, function `ParseMountRaw`).
private struct BindText {
    let target: String
    /// Whether the engine created a volume for it.
    let isAnonymous: Bool

    init(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        isAnonymous = parts.count == 1
        target = MountTarget.cleaned(parts[isAnonymous ? 0 : 1])
    }
}
