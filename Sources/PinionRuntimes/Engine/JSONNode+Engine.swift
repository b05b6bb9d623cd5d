import PinionSyntax

extension JSONNode {
    /// The texts of a list; none where it is null, as the engine writes an empty one.
    var strings: [String] { (array ?? []).compactMap(\.string) }

    /// The texts of an object under their keys; labels above all.
    var texts: [String: String] {
        var texts: [String: String] = [:]
        for member in members ?? [] {
            texts[member.key] = member.value.string
        }
        return texts
    }

    /// A moment that the engine wrote.
    var time: EngineTime? { string.flatMap { EngineTime(parsing: $0) } }
}
