/// What a YAML text may hold beyond our own files.
///
/// Aliases, anchors, merge keys, directives, tabs as indentation and a second document are refused
/// in every dialect.
package struct YAMLDialect: Hashable, Sendable {
    /// Our own files: no tags, keys of one letter case, at most 16 levels.
    package static let own = YAMLDialect(name: "Pinion", tags: [], deepest: 16, keysFold: true)

    /// Whose dialect it is, for messages.
    package let name: String
    /// The tags that nodes may have, as they are written, such as `!Ref`.
    package let tags: Set<String>
    /// The deepest nesting of collections.
    package let deepest: Int
    /// Whether keys clash that are the same only after case folding or in another Unicode form.
    package let keysFold: Bool

    /// Puts a dialect together; of the depth at most 128 levels count, for trees are walked by
    /// recursion.
    package init(name: String, tags: Set<String>, deepest: Int, keysFold: Bool) {
        self.name = name
        self.tags = tags
        self.deepest = min(deepest, 128)
        self.keysFold = keysFold
    }

    /// What is wrong with a tag; nil where it is one of the dialect's.
    func complaint(about tag: String) -> YAMLComplaint? {
        if tags.contains(tag) { return nil }
        let shown = ShownText(tag)
        guard !tags.isEmpty else {
            return YAMLComplaint(
                problem: "a tag (\(shown)) is not allowed",
                remedy: "remove it, and quote the value if it is a text"
            )
        }
        let guess = nearest(to: tag, among: tags.sorted())
        return YAMLComplaint(
            problem: "the tag \(shown) is none of \(name)'s",
            remedy: guess.map { "did you mean \($0)?" } ?? "remove it, or quote the text"
        )
    }
}
