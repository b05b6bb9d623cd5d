import PinionModel
import PinionReading

extension ECSSettings {
    /// The entries of a new file, in the order of the documentation.
    package var entries: [String] {
        let scopeEntry =
            switch scope {
            case .services(let names): "services: \(Self.list(names.map(\.description)))"
            case .tag(let tag): "tag: \(YAMLText(tag))"
            case .all: "all: true"
            }
        return [
            region.map { "region: \(YAMLText($0))" }, "cluster: \(YAMLText(cluster))", scopeEntry,
            route == .service ? nil : "through: \(route.rawValue)",
            count == .service ? nil : "desired-count: \(count.rawValue)",
            Self.table(stacks, as: "stacks"), Self.table(templates, as: "templates"),
            pipelines.isEmpty ? nil : "pipelines: \(Self.list(pipelines))",
            id.map { "id: \(YAMLText($0))" },
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
