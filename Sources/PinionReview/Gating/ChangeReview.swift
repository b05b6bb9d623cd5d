import PinionModel

/// A change, and the result of merging it into its base.
package struct ChangeReview: Sendable {
    let repository: any ReviewRepository
    let head: CommitDetails
    /// The result of merging the head into the base, or why it is unknown.
    let landing: MergeResult

    var base: Revision { repository.base }
    var settings: ProjectSettings { repository.settings }
    var checkout: any Source & History & Merging { repository.checkout }

    /// Finds a change and the result of merging it, in the clone alone.
    package init(of head: String, in repository: any ReviewRepository) async throws {
        self.repository = repository
        let checkout = repository.checkout
        self.head = try await checkout.commit(try await checkout.revision(head).id)
        landing = try await checkout.merge(self.head.revision.id, into: repository.base.id)
    }

    /// Judges the change.
    ///
    /// `named` are the only environments that it may touch; if `nil`, its commits name them.
    package func review(
        named environments: Set<String>?, isOffline: Bool, _ events: GateEvents
    ) async throws -> Review {
        let (merge, against) = try await merged()
        guard let merge else {
            return Review(
                generatedAt: repository.now(), base: base.id, head: head.revision.id,
                violations: against)
        }
        events.begin("reading the change")
        let change = head.revision.id
        let review = try await Reviewer(repository) {
            repository.services(
                of: change, trusting: $0, isOffline: isOffline, onAction: events.onAction)
        }.review(from: base.id, to: merge.commit, named: environments)
        return try await adding(templatesTo: review, at: merge.commit)
            .of(head.revision.id, landingNote(merge.commit).map { [$0] } ?? [], against)
    }
}
