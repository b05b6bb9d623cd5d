/// What a YAML text may hold.
///
/// Every dialect refuses keys that stand twice and keys that are no scalars.
package struct YAMLDialect: Hashable, Sendable {
    /// Our own files, in which everything stands where it counts: no tags, anchors, aliases, merge
    /// keys and directives, no tabs as indentation, keys of one letter case, at most 16 levels.
    package static let own = YAMLDialect(name: "Pinion", tags: [], deepest: 16, isStrict: true)

    /// Files of other tools, such as compose files and manifests: all of YAML, at most 64 levels.
    package static let others = YAMLDialect(name: "YAML", tags: nil)

    /// Whose dialect it is, for messages.
    let name: String
    /// The tags that nodes may have, as they are written, such as `!Ref`; nil for any.
    let tags: Set<String>?
    /// The deepest nesting of collections, aliases followed; trees are walked by recursion.
    let deepest: Int
    /// Whether only what our own files may hold is read.
    let isStrict: Bool

    /// The dialect of another tool that knows some tags.
    package init(name: String, tags: Set<String>) {
        self.init(name: name, tags: tags, isStrict: false)
    }

    private init(name: String, tags: Set<String>?, deepest: Int = 64, isStrict: Bool = false) {
        (self.name, self.tags, self.deepest, self.isStrict) = (name, tags, deepest, isStrict)
    }

    /// What is wrong with a tag; nil where it is one of the dialect's.
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
