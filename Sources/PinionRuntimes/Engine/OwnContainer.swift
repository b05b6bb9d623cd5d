/// Finds the id of the container that the process runs in, so that Pinion never re-creates itself.
///
/// The engine mounts `hostname` and `resolv.conf` from `…/containers/<id>/`, and with control groups
/// of version 1 the id stands in the group's path; a container's own name is by default the first
/// digits of its id (proc(5), `mountinfo` and `cgroup`).
package enum OwnContainer {
    /// The id, or its first twelve digits; nil outside a container.
    package static func id(in surroundings: EngineSurroundings) -> String? {
        let places = [
            (path: "/proc/self/mountinfo", mark: "/containers/"),
            (path: "/proc/self/cgroup", mark: "/docker/"),
            (path: "/proc/self/cgroup", mark: "/docker-"),
        ]
        for place in places {
            let text = text(place.path, surroundings)
            for part in text.split(separator: place.mark).dropFirst() {
                let digits = part.prefix { $0.isHexDigit }
                if digits.count == 64 { return String(digits) }
            }
        }
        let name = text("/etc/hostname", surroundings).prefix { !$0.isNewline }
        return name.count == 12 && name.allSatisfy(\.isHexDigit) ? String(name) : nil
    }

    private static func text(_ path: String, _ surroundings: EngineSurroundings) -> Substring {
        String(decoding: surroundings.contents(path) ?? [], as: UTF8.self)[...]
    }
}
