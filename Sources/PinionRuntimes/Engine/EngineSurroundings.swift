import FoundationEssentials

/// What of the machine decides which engine is meant: the process's variables, and files of the
/// Docker client.
package struct EngineSurroundings: Sendable {
    /// The process's environment variables.
    package let variables: [String: String]
    /// Reads a file; nil where there is none.
    package let contents: @Sendable (String) -> [UInt8]?

    /// Reads from the file system unless told otherwise.
    package init(
        variables: [String: String],
        contents: @escaping @Sendable (String) -> [UInt8]? = {
            FileManager.default.contents(atPath: $0).map { Array($0) }
        }
    ) {
        self.variables = variables
        self.contents = contents
    }

    /// A variable's value; an empty one counts as none, as for the Docker client.
    func value(of variable: String) -> String? {
        variables[variable].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The folder of the Docker client's settings: `DOCKER_CONFIG`, else `~/.docker`.
    var dockerFolder: String {
        value(of: "DOCKER_CONFIG") ?? (variables["HOME"] ?? "") + "/.docker"
    }
}
