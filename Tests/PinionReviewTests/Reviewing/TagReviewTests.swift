import PinionModel
import PinionReview
import PinionTesting
import Testing

/// Tags beside digests, and digests that are no images.
@Suite(.timeLimit(.minutes(10)))
struct TagReviewTests {
    private static func pins(_ lines: String...) -> [String: String] {
        [
            "environments/production/pins.yaml":
                "services:\n" + lines.map { "  \($0)\n" }.joined()
        ]
    }

    private static func web(_ tag: String, _ number: UInt64) -> String {
        "web: \(ReviewStage.host)/shop/web\(tag)@\(Digest.numbered(number))"
    }

    private func kinds(_ review: Review) -> [String] {
        review.allViolations.map { "\($0.kind.rawValue) \($0.kind.weight.rawValue)" }
    }

    @Test func `fault 78: a tag beside the digest of another build bars the merge`() async throws {
        // The same bits under another tag, which the registry was never asked about.
        let retagged = ReviewStage(ReviewStage.environment("production"))
        let first = try await retagged.review(Self.pins(Self.web(":2", 1)))
        #expect(kinds(first) == ["tag-differs invalid"])
        // The digest moves, and the tag is not its own.
        let moved = ReviewStage(ReviewStage.environment("production"))
        #expect(
            kinds(try await moved.review(Self.pins(Self.web(":3", 2)))) == ["tag-differs invalid"])
        // A tag that does not exist.
        let unknown = ReviewStage(ReviewStage.environment("production"))
        #expect(
            kinds(try await unknown.review(Self.pins(Self.web(":v9", 1)))) == [
                "tag-missing invalid"
            ])
        // A new pin.
        let added = ReviewStage(ReviewStage.environment("production"))
        let other = "job: \(ReviewStage.host)/shop/job:5@\(Digest.numbered(4))"
        #expect(
            kinds(try await added.review(Self.pins(Self.web(":1", 1), other)))
                == ["tag-differs invalid"])
    }

    @Test func `a tag that agrees, and none at all, pass; each tag is asked for once`() async throws
    {
        let stage = ReviewStage(ReviewStage.environment("production"))
        #expect(kinds(try await stage.review(Self.pins(Self.web(":2", 2)))) == [])
        #expect(await stage.registry.resolved.map(\.familiar) == ["\(ReviewStage.host)/shop/web:2"])
        let bare = ReviewStage(ReviewStage.environment("production"))
        #expect(kinds(try await bare.review(Self.pins(Self.web("", 2)))) == [])
        #expect(await bare.registry.resolved == [])
    }

    @Test func `nothing is asked where neither tag nor digest changes`() async throws {
        let stage = ReviewStage(ReviewStage.environment("production"))
        await stage.registry.tag("1", on: 7)
        let line = Self.web(":1", 1).dropFirst("web: ".count)
        let held = "web: { image: \"\(line)\", hold: { reason: audit } }"
        let review = try await stage.review(Self.pins(held))
        #expect(kinds(review) == [])
        #expect(await stage.registry.resolved == [])
        #expect(await stage.registry.inspected == [])
    }

    @Test func `fault 78: a registry that does not answer is not green`() async throws {
        let stage = ReviewStage(ReviewStage.environment("production"))
        await stage.registry.silenceTags()
        #expect(
            kinds(try await stage.review(Self.pins(Self.web(":2", 1)))) == [
                "registry-silent invalid"
            ])
        let moved = ReviewStage(ReviewStage.environment("production"))
        await moved.registry.silenceTags()
        #expect(
            kinds(try await moved.review(Self.pins(Self.web(":2", 2)))) == [
                "registry-silent invalid"
            ])
    }

    @Test func `a tag that had moved at the base already is a notice`() async throws {
        // A promotion: staging pinned it while the tag still named it.
        let stage = ReviewStage(
            ReviewStage.environment("staging", ReviewStage.web(2)).merging(
                ReviewStage.environment(
                    "production", rules: "apply: automatic\npromotion: { from: staging }")
            ) { $1 })
        await stage.registry.tag("2", on: 9)
        try await stage.baseline("staging", 2)
        let promoted = try await stage.review(Self.pins(Self.web(":2", 2)))
        #expect(kinds(promoted) == [])
        #expect(promoted.notesOfEnvironments.contains { $0.contains("by now, and not") })
        // A way back to what the ledger saw pinned, whose tag is gone.
        let back = ReviewStage(ReviewStage.environment("production", ReviewStage.web(2)))
        try await back.baseline("production", 1)
        await back.registry.tag("1", on: nil)
        let review = try await back.review(Self.pins(Self.web(":1", 1)))
        #expect(kinds(review) == [], "\(review)")
        #expect(
            review.notesOfEnvironments.contains { $0.contains("not in its registry any more") })
    }

    @Test func `fault 78: where the base's tag had moved, no other digest passes beside it`()
        async throws
    {
        let stage = ReviewStage(ReviewStage.environment("production"))
        await stage.registry.tag("1", on: 9)
        #expect(
            kinds(try await stage.review(Self.pins(Self.web(":1", 2)))) == ["tag-differs invalid"])
    }

    @Test(arguments: [
        ("apply: automatic", "ledger: remote", ["tag-differs invalid"]),
        ("apply: automatic", "ledger: local", []), ("apply: never", "ledger: remote", []),
    ])
    func `fault 78: a commit in the middle of a change makes no tag known`(
        _ rules: String, _ settings: String, _ violations: [String]
    ) async throws {
        // Only where no ledger could tell what the branch's tips pinned, all commits count.
        let files = ReviewStage.environment("production", rules: rules)
            .merging(["pinion.yaml": "\(settings)\n"]) { $1 }
        let stage = ReviewStage(files)
        for (tag, number) in [(":1", 2), (":1", 1)] as [(String, UInt64)] {
            _ = await stage.repository.store.commit(
                ReviewStage.files(Self.pins(Self.web(tag, number))), removing: [], saying: "x")
        }
        #expect(kinds(try await stage.review(Self.pins(Self.web(":1", 2)))) == violations)
    }

    @Test func `fault 78: a return may carry the tag that it had, and no other`() async throws {
        for tag in [":3", ":v9"] {
            let stage = ReviewStage(ReviewStage.environment("production"))
            try await stage.baseline("production", 2)
            let review = try await stage.review(Self.pins(Self.web(tag, 2)))
            #expect(kinds(review).count == 1, "\(review)")
            #expect(review.notesOfEnvironments.contains { $0.contains("a return to what") })
            #expect(!review.notesOfEnvironments.contains { $0.contains("as before the change") })
        }
    }

    @Test func `a return to what the ledger verified is a notice, wherever its tag went`()
        async throws
    {
        // The repository never pinned it under this tag, which has moved since, and the next one is gone.
        for named in [9, nil] as [UInt64?] {
            let stage = ReviewStage(ReviewStage.environment("production"))
            await stage.registry.tag("2", on: named)
            #expect(kinds(try await stage.review(Self.pins(Self.web(":2", 2)))).count == 1)
            let back = ReviewStage(ReviewStage.environment("production"))
            await back.registry.tag("2", on: named)
            try await back.baseline("production", 2)
            let review = try await back.review(Self.pins(Self.web(":2", 2)))
            #expect(kinds(review) == [], "\(review)")
            #expect(review.notesOfEnvironments.contains { $0.contains("a return to what") })
        }
    }

    @Test func `a platform's manifest beside the tag of its index is told, and passes`()
        async throws
    {
        let stage = ReviewStage(ReviewStage.environment("production"))
        await stage.registry.index(2, of: 20)
        let review = try await stage.review(Self.pins(Self.web(":2", 20)))
        #expect(kinds(review) == [])
        #expect(
            review.notesOfEnvironments.contains { $0.contains("its manifest for one platform") })
    }

    @Test func `fault 78: what is no image does not pass`() async throws {
        let stage = ReviewStage(ReviewStage.environment("production"))
        await stage.registry.make(2, into: "a Helm chart")
        let review = try await stage.review(Self.pins(Self.web(":2", 2)))
        #expect(kinds(review) == ["platform-missing refuses"])
        #expect(review.allViolations.first?.sentence.contains("it is a Helm chart") == true)
        let added = ReviewStage(ReviewStage.environment("production"))
        await added.registry.make(4, into: "a Helm chart")
        let other = "job: \(ReviewStage.host)/shop/job:4@\(Digest.numbered(4))"
        #expect(
            kinds(try await added.review(Self.pins(Self.web(":1", 1), other)))
                == ["platform-missing refuses"])
    }
}

extension Review {
    fileprivate var notesOfEnvironments: [String] {
        let notes: [[String]] = environments.map(\.notes)
        return notes.flatMap(\.self)
    }
}
