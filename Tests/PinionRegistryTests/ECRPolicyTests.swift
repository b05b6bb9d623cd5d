import PinionModel
import PinionTesting
import Testing

@testable import PinionRegistry

/// The rules of ECR's user guide, with the repositories of its own examples.
@Suite(.timeLimit(.minutes(10)))
struct ECRPolicyTests {
    /// Images by one letter each: their tags and how many days ago they were pushed.
    typealias Images = [(name: Character, tags: [String], days: Int)]

    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let images: [LifecycleImage]
        let rules: String
        let taken: String

        init(_ name: String, _ images: Images, _ rules: [String], taken: String) {
            testDescription = name
            self.images = images.map { image in
                LifecycleImage(
                    digest: .letter(image.name), tags: image.tags,
                    pushed: .test + .seconds(-86_400 * image.days))
            }
            self.rules = #"{"rules":[\#(rules.joined(separator: ","))]}"#
            self.taken = taken
        }
    }

    /// A rule as JSON.
    static func rule(
        _ priority: Int, _ status: String, _ patterns: [String] = [], prefixes: [String] = [],
        more: Int? = nil, pushed: Int? = nil, action: String = #"{"type":"expire"}"#,
        extra: String = ""
    ) -> String {
        func list(_ key: String, _ texts: [String]) -> String {
            texts.isEmpty
                ? "" : #""\#(key)":[\#(texts.map { "\"\($0)\"" }.joined(separator: ","))],"#
        }
        let count =
            more.map { #""countType":"imageCountMoreThan","countNumber":\#($0)"# }
            ?? pushed.map {
                #""countType":"sinceImagePushed","countUnit":"days","countNumber":\#($0)"#
            } ?? extra
        return #"{"rulePriority":\#(priority),"description":"Rule \#(priority)","selection":{"#
            + #""tagStatus":"\#(status)","# + list("tagPatternList", patterns)
            + list("tagPrefixList", prefixes) + count + #"},"action":\#(action)}"#
    }

    static let betas: Images = [
        ("a", ["beta-1", "prod-1"], 10), ("b", ["beta-2", "prod-2"], 9), ("c", ["beta-3"], 8),
    ]
    static let mixed: Images = [
        ("a", ["alpha-1"], 12), ("b", ["beta-1"], 11), ("c", ["alpha-2", "beta-2"], 10),
        ("d", ["alpha-3"], 4), ("e", ["beta-3"], 3), ("f", ["alpha-4", "beta-4"], 2),
    ]
    static let trios: Images = [
        ("a", ["alpha-1", "beta-1", "gamma-1"], 10), ("b", ["alpha-2", "beta-2"], 9),
        ("c", ["alpha-3", "beta-3", "gamma-2"], 8),
    ]
    static let any: Images = [
        ("a", ["alpha-1"], 4), ("b", ["beta-1"], 3), ("c", [], 2), ("d", ["alpha-2"], 1),
    ]
    static let all: Images = [
        ("a", ["alpha-1", "beta-1"], 4), ("b", [], 3), ("c", ["alpha-2"], 2),
        ("d", ["git hash"], 1), ("e", [], 1),
    ]

    static let documented: [Case] = [
        Case(
            "multiple rules, example A", betas,
            [rule(1, "tagged", ["prod*"], more: 1), rule(2, "tagged", ["beta*"], more: 1)],
            taken: "a"),
        Case(
            "multiple rules, example B", betas,
            [rule(1, "tagged", ["beta*"], more: 1), rule(2, "tagged", ["prod*"], more: 1)],
            taken: "ab"),
        Case(
            "multiple tags, example A", mixed, [rule(1, "tagged", ["alpha*", "beta*"], pushed: 5)],
            taken: "c"),
        Case(
            "multiple tags, example B", trios, [rule(1, "tagged", ["alpha*", "beta*"], more: 1)],
            taken: "ab"),
        Case("all images, example A", any, [rule(1, "any", more: 1)], taken: "abc"),
        Case(
            "all images, example B", all,
            [
                rule(1, "tagged", ["alpha*"], more: 1), rule(2, "untagged", pushed: 1),
                rule(3, "any", more: 1),
            ], taken: "abd"),
        Case("image age", betas, [rule(1, "tagged", ["prod*"], pushed: 9)], taken: "a"),
        Case(
            "image count", [("a", [], 3), ("b", [], 2), ("c", ["x"], 1)],
            [rule(1, "untagged", more: 1)], taken: "a"),
    ]

    static let others: [Case] = [
        Case("no rule", betas, [], taken: ""),
        Case("prefixes", betas, [rule(1, "tagged", prefixes: ["prod"], pushed: 1)], taken: "ab"),
        Case(
            "a prefix is none of the middle", betas,
            [rule(1, "tagged", prefixes: ["rod"], pushed: 1)], taken: ""),
        Case(
            "the order of the text does not count", betas,
            [rule(20, "any", more: 0), rule(3, "tagged", ["prod*"], more: 9999)], taken: "c"),
        Case(
            "the environment's tag protects",
            [("a", ["1.4", "production"], 400), ("b", ["1.5"], 1)],
            [rule(1, "tagged", ["production"], more: 1), rule(2, "any", pushed: 30)], taken: ""),
        Case(
            "a rule for archived images is about none that can be pulled", betas,
            [
                rule(
                    1, "any",
                    extra: #""countType":"sinceImageTransitioned","countUnit":"days","#
                        + #""countNumber":90,"storageClass":"archive""#)
            ], taken: ""),
        Case(
            "the archive counts as taken", betas,
            [
                rule(
                    1, "any", pushed: 9,
                    action: #"{"type":"transition","targetStorageClass":"archive"}"#)
            ], taken: "a"),
        Case(
            "pushed in the same second", [("a", [], 1), ("b", [], 1)], [rule(1, "any", more: 1)],
            taken: "ab"),
    ]

    @Test(arguments: documented + others)
    func `a policy takes the images that the guide says`(_ row: Case) throws {
        let policy = try #require(LifecyclePolicy(parsing: row.rules))
        let taken = row.images.filter { image in
            switch policy.verdict(on: image, among: row.images) {
            case .due: true
            case .dated(_, let moment): moment < .test
            case .kept, .next, .unknown: false
            }
        }
        let wanted = row.images.filter { image in
            row.taken.contains { image.digest == .letter($0) }
        }
        #expect(taken == wanted)
    }

    @Test(arguments: [
        ("prod*", "prod", true), ("prod*", "prod-1", true), ("prod*", "pro", false),
        ("*prod*", "repo-production", true), ("*-sha-*", "a-sha-b", true),
        ("*-sha-*", "a-sha", false), ("a*b*c", "a-b-b-c", true), ("a*b*c", "a-b-c-d", false),
        ("*", "anything", true), ("production", "production", true),
        ("production", "production-2", false), ("**", "", true),
    ])
    func `a star stands for any characters`(pattern: String, tag: String, isMatch: Bool) {
        #expect(TagWildcard(pattern).matches(tag) == isMatch)
    }

    @Test func `the last place of a count goes to the next image`() throws {
        let images: [LifecycleImage] = [
            .init(digest: .letter("a"), tags: ["1"], pushed: .test + .seconds(-200)),
            .init(digest: .letter("b"), tags: ["2"], pushed: .test + .seconds(-100)),
        ]
        let policy = try #require(
            LifecyclePolicy(parsing: #"{"rules":[\#(Self.rule(7, "any", more: 2))]}"#))
        #expect(policy.verdict(on: images[0], among: images) == .next(policy.rules[0]))
        #expect(policy.verdict(on: images[1], among: images) == .kept)
    }

    @Test func `pulls and returns from the archive put a moment off`() throws {
        let extra = #""countType":"sinceImagePulled","countUnit":"days","countNumber":90"#
        let text = #"{"rules":[\#(Self.rule(1, "any", extra: extra))]}"#
        let policy = try #require(LifecyclePolicy(parsing: text))
        func date(_ pulled: Int?, _ restored: Int?) -> LifecycleVerdict {
            let image = LifecycleImage(
                digest: .letter("a"), tags: [], pushed: .test,
                pulled: pulled.map { .test + .seconds($0) },
                restored: restored.map { .test + .seconds($0) })
            return policy.verdict(on: image, among: [image])
        }
        let later: Duration = .seconds(90 * 86_400)
        #expect(date(nil, nil) == .dated(policy.rules[0], .test + later))
        #expect(date(10, nil) == .dated(policy.rules[0], .test + .seconds(10) + later))
        #expect(date(10, 20) == .dated(policy.rules[0], .test + .seconds(20) + later))
        #expect(date(30, 20) == .dated(policy.rules[0], .test + .seconds(30) + later))
        #expect(date(nil, 20) == .dated(policy.rules[0], .test + .seconds(20) + later))
    }

    @Test(arguments: [
        rule(1, "sometimes", more: 1),
        rule(1, "any", extra: #""countType":"sinceFullMoon","countNumber":1"#),
        rule(
            1, "any",
            extra: #""countType":"sinceImagePushed","countUnit":"weeks","countNumber":1"#),
        rule(1, "any", more: -1), rule(1, "any", pushed: 9_000_000_000),
        rule(1, "any", more: 1, action: #"{"type":"frobnicate"}"#),
        rule(1, "tagged", more: 1),
    ])
    func `a word that is not known is not safety`(_ text: String) throws {
        let policy = try #require(LifecyclePolicy(parsing: #"{"rules":[\#(text)]}"#))
        let image = LifecycleImage(digest: .letter("a"), tags: ["x"], pushed: .test)
        #expect(policy.verdict(on: image, among: [image]) == .unknown(policy.rules[0]))
    }

    @Test(arguments: ["", "[]", "{}", #"{"rules":[{}]}"#, #"{"rules":[{"rulePriority":"1"}]}"#])
    func `what is no policy is refused`(_ text: String) {
        #expect(LifecyclePolicy(parsing: text) == nil)
    }

    @Test(arguments: [
        (rule(2, "any", more: 10), "keeps the newest 10 images and deletes the others"),
        (rule(2, "untagged", pushed: 1), "deletes images without a tag 1 day after their push"),
        (
            rule(2, "tagged", ["a*", "*b"], pushed: 14),
            "deletes images tagged a* and *b 14 days after their push"
        ),
    ])
    func `a rule says what it does`(_ text: String, _ clause: String) throws {
        let policy = try #require(LifecyclePolicy(parsing: #"{"rules":[\#(text)]}"#))
        #expect(
            policy.rules[0].description == #"rule 2 ("Rule 2") of its lifecycle policy "# + clause)
    }
}
