import PinionSyntax

/// The `filters` parameter of the engine's lists: values under keys, as JSON.
enum EngineFilters {
    /// A query item for some filters.
    static func query(_ filters: [(key: String, values: [String])]) -> (String, String) {
        let members = filters.map { filter in
            JSONText.Member(filter.key, .array(filter.values.map { .string($0) }))
        }
        return ("filters", JSONText.object(members).description)
    }
}
