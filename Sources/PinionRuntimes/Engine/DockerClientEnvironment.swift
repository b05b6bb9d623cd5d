import FoundationEssentials

/// The settings that select an engine: the process's variables and the Docker client's files.
package struct DockerClientEnvironment: Sendable {
    let variables: [String: String]
    /// A function that reads a file, or returns `nil` if it does not exist.
    let contents: @Sendable (String) -> [UInt8]?

    /// Uses the variables and a function that reads files, by default those of the file system.
    package init(
        variables: [String: String],
        contents: @escaping @Sendable (String) -> [UInt8]? = {
            FileManager.default.contents(atPath: $0).map { Array($0) }
        }
    ) {
        (self.variables, self.contents) = (variables, contents)
    }

    /// Returns the value of a variable; an empty one counts as missing, as for the Docker client.
    func value(of variable: String) -> String? {
        variables[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The folder of the Docker client's settings: `DOCKER_CONFIG` or `~/.docker`.
    var dockerFolder: String {
        value(of: "DOCKER_CONFIG") ?? (variables["HOME"] ?? "") + "/.docker"
    }
}

extension DockerClientEnvironment {
    /// The id of this process's container, or its first 12 digits; Pinion never re-creates it.
    ///
    /// The engine mounts `hostname` from `…/containers/<id>/` into each container, listed in the
    /// same table as other files of that folder. With version 1 of control groups, and with
    /// systemd's, the group's path has the id. By default a container's host name is the first
    /// digits of its id (proc(5), `mountinfo` and `cgroup`).
    var ownContainer: String? {
        let patterns = [
            (path: "/proc/self/mountinfo", before: "/containers/", after: "/hostname"),
            (path: "/proc/self/cgroup", before: "/docker/", after: ""),
            (path: "/proc/self/cgroup", before: "/docker-", after: ".scope"),
        ]
        for pattern in patterns {
            for part in text(pattern.path).split(separator: pattern.before).dropFirst() {
                let digits = part.prefix { $0.isHexDigit }
                if digits.count == 64, part.dropFirst(64).hasPrefix(pattern.after) {
                    return String(digits)
                }
            }
        }
        let name = text("/etc/hostname").prefix { !$0.isNewline }
        return name.count == 12 && name.allSatisfy(\.isHexDigit) ? String(name) : nil
    }

    private func text(_ path: String) -> String {
        String(decoding: contents(path) ?? [], as: UTF8.self)
    }
}
