package import PinionModel

/// A fresh pins file: a line for each pin, ordered by name, the same bytes for the same services.
package struct PinsFileText: Hashable, Sendable, CustomStringConvertible {
    /// The services, ordered by name.
    package let services: [Service]

    /// Takes the services of a new file.
    package init(services: [Service]) {
        self.services = services.sorted { $0.name < $1.name }
    }

    /// The file's bytes.
    package var bytes: [UInt8] { Array(description.utf8) }

    /// The file's text; it reads back as the same services.
    package var description: String {
        """
        # What runs: each service with the image that a commit approved for it.
        # Nothing is deployed that is not written here with its digest.
        services:

        """
            + services.flatMap { ServiceText(service: $0).lines() }.map { "  \($0)\n" }.joined()
    }
}
