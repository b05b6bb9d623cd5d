package import PinionSyntax

/// A node of a Swarm, as its manager sees it.
package struct SwarmNode: Hashable, Sendable {
    /// The node's id.
    package let id: String
    /// Its host's name, or its id where it has told none.
    package let name: String
    /// What the manager knows of it: `ready`, `down`, `unknown`, `disconnected`.
    package let state: String

    /// Reads an element of `GET /nodes`; nil where it has no id.
    package init?(_ node: JSONNode) {
        guard let id = node["ID"]?.string else { return nil }
        self.id = id
        let host = node["Description"]?["Hostname"]?.string ?? ""
        name = host.isEmpty ? id : host
        state = node["Status"]?["State"]?.string ?? ""
    }

    /// Whether the manager cannot tell what runs there: what it no longer wants may go on running.
    package var isCutOff: Bool { ["down", "unknown", "disconnected"].contains(state) }
}
