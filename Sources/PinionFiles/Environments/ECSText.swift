import PinionModel

/// The block of an ECS cluster as a flow mapping's parts, in the order of the documentation.
struct ECSText {
    let parts: [String]

    init(_ block: ECSBlock) {
        let scope =
            switch block.scope {
            case .services(let names): "services: \(Self.list(names.map(\.description)))"
            case .tag(let tag): "tag: \(YAMLText(tag))"
            case .all: "all: true"
            }
        parts = [
            block.region.map { "region: \(YAMLText($0))" }, "cluster: \(YAMLText(block.cluster))",
            scope,
            block.route == .service ? nil : "through: \(block.route.rawValue)",
            block.count == .service ? nil : "desired-count: \(block.count.rawValue)",
            Self.table(block.stacks, as: "stacks"), Self.table(block.templates, as: "templates"),
            block.pipelines.isEmpty ? nil : "pipelines: \(Self.list(block.pipelines))",
            block.id.map { "id: \(YAMLText($0))" },
        ].compactMap(\.self)
    }

    private static func list(_ texts: [String]) -> String {
        "[\(texts.map { "\(YAMLText($0))" }.joined(separator: ", "))]"
    }

    private static func table(_ table: [String: String], as key: String) -> String? {
        guard !table.isEmpty else { return nil }
        let entries = table.sorted { $0.key < $1.key }
            .map { "\(YAMLText($0.key)): \(YAMLText($0.value))" }
        return "\(key): { \(entries.joined(separator: ", ")) }"
    }
}
