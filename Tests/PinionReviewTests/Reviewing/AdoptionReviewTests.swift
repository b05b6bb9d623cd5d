import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReview
import PinionTesting
import Testing

/// New pins for what runs already, and what was pinned for the same object before.
@Suite(.timeLimit(.minutes(10)))
struct AdoptionReviewTests {
    private static let rules = "apply: automatic\nfreeze: { reason: audit }"
    private static let pinsFile = "environments/production/pins.yaml"

    /// A file with `job` and whatever else.
    private static func pins(_ text: String) -> [String: String] {
        [
            pinsFile: "services:\n  job: \(ReviewStage.web(3))\n"
                + (text.isEmpty ? "" : "  \(text)\n")
        ]
    }

    /// A look that finds `web` running a number's digest, whatever is declared.
    private static func running(
        _ number: UInt64, as service: String = "web"
    ) -> @Sendable (PinionModel::Environment) -> PlanPreview {
        { environment in
            let image = environment.services.flatMap(\.pins).map(\.image)
                .first { $0.digest == .numbered(number) }
            guard let image else { return .skipped("nothing runs") }
            let container = ContainerAssessment(
                name: "web", pin: image,
                declared: ImageReference(repository: image.repository, tag: nil), template: nil,
                running: [RunningCount(digest: image.digest, instances: 2)])
            return .seen(
                EnvironmentResult(
                    environment: environment.name, commit: nil,
                    assessment: Assessment(
                        services: [
                            ServiceAssessment(name: service, containers: [container], findings: [])
                        ],
                        plan: Plan(environment: environment.name, changes: []))))
        }
    }

    private func stage(_ base: String, runs number: UInt64, as service: String = "web")
        -> ReviewStage
    {
        var stage = ReviewStage(
            ReviewStage.environment("production", rules: Self.rules)
                .merging(Self.pins(base)) { $1 })
        stage.glance = Self.running(number, as: service)
        return stage
    }

    @Test(arguments: [
        "web: \(ReviewStage.web(1))", "site: { name: web, image: \"\(ReviewStage.web(1))\" }",
        "web: { containers: { web: \"\(ReviewStage.web(1))\" } }",
    ])
    func `fault 76: what was deployed by hand is no adoption once its pin was taken away`(
        _ former: String
    ) async throws {
        for isVerified in [false, true] {
            let stage = stage(former, runs: 2)
            if isVerified { try await stage.baseline("production", 1) }
            _ = await stage.repository.store.commit(
                ReviewStage.files(Self.pins("")), removing: [], saying: "Take the pin away")
            let review = try await stage.review(Self.pins("web: \(ReviewStage.web(2))"))
            #expect(review.allViolations.map(\.kind) == [.windowClosed], "\(review)")
            #expect(review.environments[0].notes.contains { $0.contains("pinned for it before") })
        }
    }

    @Test func `fault 76: another file and another key hide no former pin`() async throws {
        let stage = stage("", runs: 2, as: "site")
        let extra = "environments/production/extra.pins.yaml"
        let first = ReviewStage.files([extra: "services:\n  web: \(ReviewStage.web(1))\n"])
        _ = await stage.repository.store.commit(first, removing: [], saying: "Add")
        _ = await stage.repository.store.commit([], removing: [extra], saying: "Take away")
        let review = try await stage.review(
            Self.pins("site: { name: web, image: \"\(ReviewStage.web(2))\" }"))
        #expect(review.allViolations.map(\.kind) == [.windowClosed], "\(review)")
    }

    @Test func `a service that is truly new is adopted while the gate is closed`() async throws {
        let stage = stage("", runs: 2)
        let review = try await stage.review(
            Self.pins("web: \(ReviewStage.web(2))"))
        #expect(review.allViolations.isEmpty, "\(review)")
    }

    @Test func `a pin that comes back for the bits that it had is adopted`() async throws {
        let stage = stage("web: \(ReviewStage.web(1))", runs: 2)
        for text in ["web: \(ReviewStage.web(2))", ""] {
            _ = await stage.repository.store.commit(
                ReviewStage.files(Self.pins(text)), removing: [], saying: "x")
        }
        let back = Self.pins("web: \(ReviewStage.web(2))")
        // By the commits alone, whose middles anybody can write, it is a move.
        #expect(try await stage.review(back).allViolations.map(\.kind) == [.windowClosed])
        let seen = self.stage("web: \(ReviewStage.web(1))", runs: 2)
        try await seen.baseline("production", 1)
        try await seen.baseline("production", 2, at: .test + .seconds(60))
        _ = await seen.repository.store.commit(
            ReviewStage.files(Self.pins("")), removing: [], saying: "Take the pin away")
        #expect(try await seen.review(back).allViolations.isEmpty)
    }
}
