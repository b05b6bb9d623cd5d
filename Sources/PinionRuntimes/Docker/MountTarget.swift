/// Where something is mounted in a container, as the engine compares it: `/data` for `/data/`.
enum MountTarget {
    /// The shortest path that means the same (Go, `path.Clean`).
    static func cleaned(_ path: some StringProtocol) -> String {
        var parts: [Substring] = []
        for part in Substring(path).split(separator: "/") where part != "." {
            if part != ".." {
                parts.append(part)
            } else if !parts.isEmpty {
                parts.removeLast()
            }
        }
        return "/" + parts.joined(separator: "/")
    }
}

/// An element of `HostConfig.Binds`: `source:target:options`, or one that leaves the source to the
/// engine (moby, `volume/mounts/linux_parser.go`, function `ParseMountRaw`).
struct BindText {
    /// Where it is mounted.
    let target: String
    /// Whether the engine made a volume for it.
    let isAnonymous: Bool

    init(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        isAnonymous = parts.count == 1
        target = MountTarget.cleaned(parts[isAnonymous ? 0 : 1])
    }

    /// The same mount of a volume that has a name.
    func naming(_ volume: String) -> String { "\(volume):\(target)" }
}
