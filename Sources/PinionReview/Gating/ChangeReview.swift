import PinionModel

/// A change, and what merging it into its base would give.
package struct ChangeReview: Sendable {
    let repository: any ReviewRepository
    let head: CommitDetails
    /// What merging the head into the base gives, or why that is not known.
    let landing: MergeResult

    var base: Revision { repository.base }
    var settings: ProjectSettings { repository.settings }
    var checkout: any Source & History & Merging { repository.checkout }

    /// Finds a change, and what merging it would give; nobody is asked.
    package init(of head: String, in repository: any ReviewRepository) async throws {
        self.repository = repository
        let checkout = repository.checkout
        self.head = try await checkout.commit(try await checkout.revision(head).id)
        landing = try await checkout.merge(self.head.revision.id, into: repository.base.id)
    }

    /// Judges the change; `named` are the only environments that it may touch, nil leaves that to its commits.
    package func review(
        named environments: Set<String>?, isOffline: Bool, _ events: GateEvents
    ) async throws -> Review {
        let ports = repository.ports(
            judging: head.revision.id, isOffline: isOffline, hear: events.hear)
        let (merge, against) = try await merged(ports.reader)
        guard let merge else {
            return Review(
                generatedAt: ports.now(), base: base.id, head: head.revision.id,
                violations: against)
        }
        events.begin("reading the change")
        let review = try await Reviewer(ports, settings: settings)
            .review(from: base.id, to: merge.commit, named: environments)
        return try await adding(templatesTo: review, at: merge.commit, ports.reader)
            .of(head.revision.id, landingNote(merge.commit).map { [$0] } ?? [], against)
    }
}
