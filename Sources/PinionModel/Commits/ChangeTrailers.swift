/// The trailers of a change's commits that concern its review.
package struct ChangeTrailers: Hashable, Sendable {
    /// The environments of `Pinion-Environment` trailers; `nil` if there are none.
    package let environments: Set<String>?
    /// The reasons of `Pinion-Override` trailers, in the order of the commits, each once.
    package let overrides: [String]

    /// Reads the trailers of whole messages.
    package init(of messages: [String]) {
        let all = messages.map { CommitTrailers(parsing: $0) }
        let names = all.flatMap { $0.values(of: "Pinion-Environment") }
        environments = names.isEmpty ? nil : Set(names)
        var reasons: [String] = []
        for reason in all.flatMap({ $0.values(of: "Pinion-Override") })
        where !reasons.contains(reason) { reasons.append(reason) }
        overrides = reasons
    }
}
