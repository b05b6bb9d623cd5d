import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// By which name what runs is pinned: rows of what a runtime and a registry say.
@Suite(.timeLimit(.minutes(10)))
struct RunningImageTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var declared = Surface.image(SeenImage(.test(shop + ":1")))
        /// What each instance is known by.
        var bits: [[Character]] = [["b"]]
        /// The platform manifests of each index.
        var indexes: [Character: [Character]] = [:]
        var tag: Character?
        var isSilent = false
        let pinned: Character?
        var isOnePlatform = false
    }

    static let rows = [
        Row(
            testDescription: "the reference that it was created by",
            declared: .image(SeenImage(image("e").reference, alsoKnownAs: [.letter("b")])),
            bits: [["e", "b"]], pinned: "e"),
        Row(
            testDescription:
                "the index that the registry confirms, and not the first in byte order",
            bits: [["b", "e"]], indexes: ["e": ["b", "c"]], pinned: "e"),
        Row(
            testDescription: "the index that the tag names, where it holds what runs",
            indexes: ["e": ["b", "c"]], tag: "e", pinned: "e"),
        Row(
            testDescription: "one index on two architectures is one image", bits: [["b"], ["c"]],
            indexes: ["e": ["b", "c"]], tag: "e", pinned: "e"),
        Row(
            testDescription: "a tag that has moved is never put in its place",
            indexes: ["e": ["c", "d"]], tag: "e", pinned: "b", isOnePlatform: true),
        Row(
            testDescription: "an image of one platform that its tag names", tag: "b", pinned: "b"),
        Row(
            testDescription:
                "a registry that does not answer confirms no index, nor that there is none",
            isSilent: true, pinned: "b", isOnePlatform: false),
        Row(
            testDescription: "two images are not one", bits: [["b"], ["c"]], tag: "b", pinned: nil),
        Row(
            testDescription: "an instance of which nothing is known", bits: [["b"], []],
            pinned: nil),
        Row(
            testDescription: "nothing runs, and a digest is declared",
            declared: .image(SeenImage(image("d").reference)), bits: [], pinned: "d"),
        Row(testDescription: "nothing runs, and a tag is declared", bits: [], pinned: nil),
    ]

    @Test(arguments: rows)
    func `what runs is pinned by its best name`(_ row: Row) {
        let container = ContainerObservation(
            name: "web", template: .absent, declared: row.declared,
            instances: .seen(
                row.bits.enumerated().map { index, letters in
                    Instance(
                        id: "\(index)",
                        bits: letters.isEmpty
                            ? .unknown(Obstacle("?")) : .known(letters.map { .letter($0) }))
                }))
        var answers: [RegistryQuestion: RegistryAnswer] = [
            .resolve(.test(shop + ":1")): row.tag.map { .digest(.letter($0)) } ?? .absent
        ]
        for letter in "abcdef" {
            answers[.members(.test(shop, .letter(letter)))] = .members(
                (row.indexes[letter] ?? []).map { .letter($0) })
            answers[.exists(image(letter))] = .present
        }
        if row.isSilent {
            answers = answers.mapValues { _ in .unanswered(Obstacle("no answer")) }
        }
        var registry = RegistryLookup(answers: RegistryAnswers(answers))
        let found = Result { () throws(RunningImage.Unclear) in
            try RunningImage.identify(container, &registry)
        }
        #expect(registry.open.isEmpty)
        guard let pinned = row.pinned else {
            #expect(throws: RunningImage.Unclear.self) { try found.get() }
            return
        }
        #expect((try? found.get())?.image == image(pinned))
        #expect((try? found.get())?.isOnePlatform == row.isOnePlatform)
    }

    @Test func `what was built where it runs is told apart`() {
        let container = ContainerObservation(
            name: "web", template: .absent,
            declared: .unknown(.builtHere("the image was built here")),
            instances: .seen([]))
        var registry = RegistryLookup(answers: RegistryAnswers())
        #expect(throws: RunningImage.Unclear("the image was built here", isBuiltHere: true)) {
            try RunningImage.identify(container, &registry)
        }
    }
}
