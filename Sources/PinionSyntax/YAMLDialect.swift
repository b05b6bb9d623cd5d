/// The parts of YAML that a text may use.
///
/// Every dialect refuses duplicate keys and keys that are not scalars.
package struct YAMLDialect: Hashable, Sendable {
    /// Pinion's own files, in which every value is written where it is used: no tags, anchors,
    /// aliases, merge keys or directives, no tabs as indentation, keys that differ in more than
    /// letter case, at most 16 levels.
    package static let own = YAMLDialect(name: "Pinion", tags: [], deepest: 16, isStrict: true)

    /// Files of other tools, such as compose files and manifests: all of YAML, at most 64 levels.
    package static let others = YAMLDialect(name: "YAML", tags: nil)

    /// The owner of the dialect, for messages.
    let name: String
    /// The allowed tags as they are written, such as `!Ref`; `nil` if all are allowed.
    let tags: Set<String>?
    /// The deepest nesting of collections, including aliases: trees are walked recursively.
    let deepest: Int
    /// Whether the restrictions of Pinion's own files apply.
    let isStrict: Bool

    /// Makes the dialect of another tool, which has certain tags.
    package init(name: String, tags: Set<String>) {
        self.init(name: name, tags: tags, isStrict: false)
    }

    private init(name: String, tags: Set<String>?, deepest: Int = 64, isStrict: Bool = false) {
        (self.name, self.tags, self.deepest, self.isStrict) = (name, tags, deepest, isStrict)
    }

    /// Returns the problem with a tag; `nil` if the dialect allows it.
    func complaint(about tag: String) -> YAMLComplaint? {
        guard let tags, !tags.contains(tag) else { return nil }
        let shown = ShownText(tag)
        guard !tags.isEmpty else {
            return YAMLComplaint(
                problem: "a tag (\(shown)) is not allowed",
                remedy: "remove it, and quote the value if it is a text")
        }
        let guess = nearest(to: tag, among: tags.sorted())
        return YAMLComplaint(
            problem: "the tag \(shown) is none of \(name)'s",
            remedy: guess.map { "did you mean \($0)?" } ?? "remove it, or quote the text")
    }
}
