import PinionSyntax

/// A container as the engine lists it: enough to decide whether it is in scope.
struct ListedContainer: Hashable, Sendable {
    enum State: String, Hashable, Sendable {
        case created
        case running
        case paused
        case restarting
        case removing
        case exited
        case dead

        /// Whether its processes run, or will run again without intervention.
        var isUp: Bool {
            switch self {
            case .running, .paused, .restarting: true
            case .created, .removing, .exited, .dead: false
            }
        }
    }

    let id: String
    /// The name, without the slash that the engine puts in front.
    let name: String
    /// The labels, including the image's.
    fileprivate(set) var labels: [String: String] = [:]
    /// The state; `nil` if it is an unknown one.
    let state: State?
    /// The id of its image; `nil` if the list does not give it.
    private(set) var imageID: String?
}

extension ListedContainer {
    /// The mark in its name that a re-creation set it aside; `nil` for an ordinary name.
    var leftover: Leftover? { Leftover(name: name, id: id) }

    /// Reads an element of `GET /containers/json`; `nil` if it has no id or no name.
    ///
    /// Names with a second slash are those under which another container is linked.
    init?(_ node: JSONNode) {
        let names = (node["Names"]?.strings ?? []).map { $0.drop { $0 == "/" } }
        guard let id = node["Id"]?.string, let name = names.first(where: { !$0.contains("/") })
        else { return nil }
        self.init(
            id: id, name: String(name), labels: node["Labels"]?.texts ?? [:],
            state: node["State"]?.string.flatMap(State.init), imageID: node["ImageID"]?.string)
    }

    /// Returns the container with only its own orchestrator labels; `image` are its image's labels.
    func withoutInheritedLabels(from image: [String: String]) -> ListedContainer {
        var copy = self
        copy.labels = EngineLabel.withoutInherited(labels, from: image)
        return copy
    }
}
