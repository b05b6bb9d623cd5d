package import PinionModel
package import PinionReading
import PinionSyntax

/// A kind of runtime that is reached through a Docker engine.
package protocol EngineKind: RuntimeKind {
    /// The key of the scope that only this kind has: `project` or `stack`.
    static var group: String { get }
    /// The endpoint of the engine and the scope on it.
    var engine: EngineSettings { get }
    /// Makes the kind's settings from those of an engine.
    init(_ engine: EngineSettings)
}

extension EngineKind {
    package static var keys: [String] { ["endpoint"] + scopeKeys + ["id"] }

    private static var scopeKeys: [String] { [group, "label", "all"] }

    package static var overlapRemedy: String {
        "give one of them another scope, or both their `id` if they are two machines"
    }

    package var id: String? { engine.id }

    package func moved(to machine: String) -> Self {
        Self(EngineSettings(endpoint: engine.endpoint, scope: engine.scope, id: machine))
    }

    package func overlap(with other: Self) -> ScopeOverlap { engine.overlap(with: other.engine) }

    package func isPreserved(in new: Self) -> Bool { engine.isPreserved(in: new.engine) }

    package func copied(to endpoint: String?) throws(CopyRefusal) -> Self {
        guard endpoint != nil || engine.isOfThisHost else { throw .withoutEndpoint }
        return Self(
            EngineSettings(endpoint: endpoint ?? engine.endpoint, scope: engine.scope, id: nil))
    }

    // MARK: The file

    package var entries: [String] {
        (engine.endpoint.map { ["endpoint: \(YAMLText($0))"] } ?? []) + [engine.scope.entry]
            + (engine.id.map { ["id: \(YAMLText($0))"] } ?? [])
    }

    package var claimed: String {
        "\(engine.scope == .all ? "everything" : "\(engine.scope)") on "
            + (engine.endpoint ?? "the default engine")
    }

    package init?(_ fields: Fields, _ reading: inout FileReading) {
        let endpoint = fields["endpoint"].map { reading.endpoint($0) }
        let id = fields["id"].map {
            reading.word($0, as: "id", want: "the id that the runtime gives")
        }
        guard let entry = reading.exactlyOne(of: Self.scopeKeys, in: fields, as: Self.kind),
            let scope = reading.engineScope(entry)
        else { return nil }
        // A key with a mistake is not the same as a missing key.
        if let endpoint, endpoint == nil { return nil }
        if let id, id == nil { return nil }
        self.init(EngineSettings(endpoint: endpoint ?? nil, scope: scope, id: id ?? nil))
    }

    // MARK: The answers of `init`

    /// Returns the options of `init` for an engine.
    static func engineSetup(_ help: String, _ group: SetupOption) -> RuntimeSetup {
        RuntimeSetup(
            SetupOption(kind, help: help),
            scopes: [
                group, SetupOption("label", "key[=value]", help: "Whatever carries this label."),
                .all,
            ],
            others: [
                SetupOption(
                    "endpoint", "endpoint",
                    help:
                        "unix://, tcp:// or context://NAME; DOCKER_HOST or the current context by "
                        + "default.")
            ])
    }

    /// Makes settings from options; without an endpoint they get `DOCKER_HOST`, if that is set.
    package init(_ answers: SetupAnswers, id: String?) {
        let host = answers.variables["DOCKER_HOST"] ?? ""
        let scope: EngineScope =
            if let name = answers["project"] {
                .project(name)
            } else if let name = answers["stack"] {
                .stack(name)
            } else if let label = answers["label"] { .label(label) } else { .all }
        self.init(
            EngineSettings(
                endpoint: answers["endpoint"] ?? (host.isEmpty ? nil : host), scope: scope, id: id))
    }
}

extension FileReading {
    fileprivate mutating func endpoint(_ node: YAMLNode) -> String? {
        let want = "unix:///var/run/docker.sock, tcp://HOST:PORT or context://NAME"
        guard let value = word(node, as: "endpoint", want: want) else { return nil }
        let schemes = ["unix:///", "tcp://", "context://", "ssh://"]
        guard schemes.contains(where: { value.hasPrefix($0) && value.utf8.count > $0.utf8.count })
        else {
            refuse(node, as: "endpoint", want: want)
            return nil
        }
        return value
    }

    fileprivate mutating func engineScope(_ entry: YAMLNode.Entry) -> EngineScope? {
        switch entry.name {
        case "project":
            return word(entry.value, as: "project", want: "a compose project's name")
                .map { .project($0) }
        case "stack":
            return word(entry.value, as: "stack", want: "a stack's name").map { .stack($0) }
        case "label": return label(entry.value)
        default: return all(entry.value) ? .all : nil
        }
    }

    private mutating func label(_ node: YAMLNode) -> EngineScope? {
        let want = "a label as key or key=value"
        guard let value = word(node, as: "label", want: want) else { return nil }
        guard !value.hasPrefix("=") else {
            refuse(node, as: "label", want: want)
            return nil
        }
        return .label(value)
    }
}
