/// Finds the id of the container that the process runs in, so that Pinion never re-creates itself.
///
/// The engine mounts `hostname` from `…/containers/<id>/` into each container; beside one, the same
/// table shows other files of that folder. With control groups of version 1, and with systemd's,
/// the id stands in the group's path. A container's host name is by default the first digits of its
/// id (proc(5), `mountinfo` and `cgroup`).
package enum OwnContainer {
    /// The id, or its first twelve digits; nil outside a container.
    package static func id(in surroundings: EngineSurroundings) -> String? {
        let places = [
            (path: "/proc/self/mountinfo", before: "/containers/", after: "/hostname"),
            (path: "/proc/self/cgroup", before: "/docker/", after: ""),
            (path: "/proc/self/cgroup", before: "/docker-", after: ".scope"),
        ]
        for place in places {
            let text = text(place.path, surroundings)
            for part in text.split(separator: place.before).dropFirst() {
                let digits = part.prefix { $0.isHexDigit }
                if digits.count == 64, part.dropFirst(64).hasPrefix(place.after) {
                    return String(digits)
                }
            }
        }
        let name = text("/etc/hostname", surroundings).prefix { !$0.isNewline }
        return name.count == 12 && name.allSatisfy(\.isHexDigit) ? String(name) : nil
    }

    private static func text(_ path: String, _ surroundings: EngineSurroundings) -> Substring {
        String(decoding: surroundings.contents(path) ?? [], as: UTF8.self)[...]
    }
}
