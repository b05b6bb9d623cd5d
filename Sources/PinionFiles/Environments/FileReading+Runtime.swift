import PinionModel
import PinionSyntax

extension FileReading {
    private static let kinds: [String: [String]] = [
        "sandbox": ["state"],
        "docker": ["endpoint", "project", "label", "all", "id"],
        "swarm": ["endpoint", "stack", "label", "all", "id"],
        "kubernetes": ["context", "namespaces", "selector", "id"],
        "ecs": [
            "region", "cluster", "services", "tag", "all", "through",
            "desired-count", "stacks", "templates", "pipelines", "id",
        ],
    ]
    private static let kindOrder = ["sandbox", "docker", "swarm", "kubernetes", "ecs"]

    /// The runtime block.
    mutating func runtime(_ node: YAMLNode) -> RuntimeBlock? {
        guard
            let kinds = fields(
                of: node, as: "runtime", "in `runtime`", known: Self.kindOrder),
            let kind = exactlyOne(of: Self.kindOrder, in: kinds, as: "runtime"),
            let fields = fields(
                of: kind.value, as: kind.name, "in `\(kind.name)`",
                known: Self.kinds[kind.name] ?? [])
        else { return nil }
        switch kind.name {
        case "sandbox": return sandbox(fields)
        case "docker":
            return engine(fields, scopes: ["project", "label", "all"], as: "docker").map {
                .docker($0)
            }
        case "swarm":
            return engine(fields, scopes: ["stack", "label", "all"], as: "swarm").map { .swarm($0) }
        case "ecs": return ecs(fields).map { .ecs($0) }
        default: return .unsupported(kind: kind.name)
        }
    }

    private mutating func sandbox(_ fields: Fields) -> RuntimeBlock? {
        let want = "the path of its state file, such as .pinion/sandbox.json"
        guard let node = required("state", in: fields, as: "sandbox", want: want) else {
            return nil
        }
        return relativePath(node, as: "state", want: want).map { .sandbox(state: $0) }
    }

    private mutating func engine(_ fields: Fields, scopes: [String], as kind: String)
        -> EngineBlock?
    {
        let endpoint = fields["endpoint"].map { self.endpoint($0) }
        let id = fields["id"].map { word($0, as: "id", want: "the id that the runtime gives") }
        guard let entry = exactlyOne(of: scopes, in: fields, as: kind), let scope = scope(entry)
        else { return nil }
        // A key that stands with a mistake is not the same as one that does not stand.
        if let endpoint, endpoint == nil { return nil }
        if let id, id == nil { return nil }
        return EngineBlock(endpoint: endpoint ?? nil, scope: scope, id: id ?? nil)
    }

    private mutating func endpoint(_ node: YAMLNode) -> String? {
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

    private mutating func scope(_ entry: YAMLNode.Entry) -> EngineScope? {
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

    /// Whether `all` says true, the only thing that it can say.
    mutating func all(_ node: YAMLNode) -> Bool {
        guard let isAll = truth(node, as: "all") else { return false }
        if !isAll {
            refuse(
                node, "`all` is false", "write all: true, or name another scope in its place")
        }
        return isAll
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
