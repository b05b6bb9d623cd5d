package import PinionHTTP
import PinionModel

/// Where a Docker engine listens, and who said so.
package struct EngineEndpoint: Hashable, Sendable, CustomStringConvertible {
    /// Who named the endpoint.
    package enum Source: Hashable, Sendable, CustomStringConvertible {
        /// The environment's file.
        case file
        /// A variable of the process: `DOCKER_HOST`.
        case variable(String)
        /// A context of the Docker client.
        case context(String)
        /// Nobody: the ecosystem's default.
        case standard

        /// The source in words: "named by DOCKER_HOST".
        package var description: String {
            switch self {
            case .file: "named by environment.yaml"
            case .variable(let name): "named by \(name)"
            case .context(let name): "named by the Docker context \(name)"
            case .standard: "the default"
            }
        }
    }

    /// How it is reached.
    package let address: Endpoint
    /// Who named it.
    package let source: Source

    /// The address and its source, for messages.
    package var description: String { "\(address) (\(source))" }
}
