import PinionCommands
import PinionDecisions
import PinionModel
import PinionTesting
import Testing

/// Fault 68: what the rules say of tag writes.
@Suite(.timeLimit(.minutes(10)))
struct RulingTagTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        var rules = Rules(apply: .automatic, environmentTag: .production)
        var options = RunOptions(who: "ada")
        var gate = PinGate.open
        /// Services whose tag is due; in upper case those whose change goes first.
        var tags: String
        let allowed: String
        let exit: ExitCode
        var testDescription: String { name }
    }

    private static let closed = PinGate.closed(reason: "x", barsRepair: false)
    private static let barred = PinGate.closed(reason: "x", barsRepair: true)

    private static func limited(_ number: Int) -> Rules {
        Rules(
            apply: .automatic, limits: Limits(changes: number), environmentTag: .production)
    }

    static let cases: [Case] = [
        Case(name: "automatic allows them", tags: "aB", allowed: "aB", exit: .success),
        Case(
            name: "never allows none, and refuses none",
            rules: Rules(apply: .never, environmentTag: .production), tags: "aB", allowed: "",
            exit: .success),
        Case(
            name: "manual needs an approval, for a tag alone too",
            rules: Rules(apply: .manual, environmentTag: .production), tags: "a", allowed: "",
            exit: .refused),
        Case(
            name: "a closed window lets a tag follow what is in step, and no new pin",
            gate: closed, tags: "aB", allowed: "a", exit: .refused),
        Case(
            name: "a window that bars repair bars tags too", gate: barred, tags: "a", allowed: "",
            exit: .refused),
        Case(
            name: "an override lets them through",
            options: RunOptions(override: try? OverrideReason(parsing: "y"), who: "ada"),
            gate: barred, tags: "aB", allowed: "aB", exit: .success),
        Case(
            name: "a tag that goes with a change is not counted besides it", rules: limited(2),
            tags: "AB", allowed: "AB", exit: .success),
        Case(
            name: "tags on their own are counted", rules: limited(2), tags: "abc", allowed: "",
            exit: .refused),
        Case(
            name: "changes and tags on their own are counted together", rules: limited(2),
            tags: "abC", allowed: "", exit: .refused),
        Case(
            name: "--only concerns a tag through the pins that it stands for",
            options: RunOptions(only: ["b"], who: "ada"), tags: "aBC", allowed: "B", exit: .success),
    ]

    @Test(arguments: cases)
    func `tag writes are ruled on`(_ row: Case) throws {
        var changes: [PlannedChange] = []
        var tags: [PlannedTagWrite] = []
        for letter in row.tags {
            let name = letter.lowercased()
            let key = ContainerKey(service: name, container: name)
            let image = PinnedImage.test("r.example.com/\(name):1", .letter("b"))
            if letter.isUppercase {
                changes.append(
                    PlannedChange(
                        key: key, declared: "x", image: image, cause: .newPin,
                        restartsIdenticalBits: false,
                        observed: .test(name, image.reference)))
            }
            tags.append(
                PlannedTagWrite(
                    write: TagWrite(
                        repository: image.repository, tag: .production, before: nil,
                        after: image.digest), pins: [key],
                    changing: letter.isUppercase ? [key] : []))
        }
        let plan = Plan(environment: .production, changes: changes, tags: tags)
        let ruling = Ruling(
            on: Assessment(services: [], plan: plan), planHash: .letter("c"), rules: row.rules,
            gate: row.gate, history: HistoryQuestions(of: .production, at: .test(2), []),
            options: row.options)
        let allowed = ruling.allowedTags.map { tag in
            let name = tag.pins[0].service
            return tag.changing.isEmpty ? name : name.uppercased()
        }
        #expect(allowed.joined() == row.allowed)
        #expect(ruling.refusals.isEmpty == (row.exit == .success))
        #expect(
            Set(ruling.allowed.map(\.key)).isSuperset(of: ruling.allowedTags.flatMap(\.changing)))
    }

    @Test func `the bytes of a plan with tags are version 2, and name each tag`() {
        let write = TagWrite(
            repository: image("a").repository, tag: .production, before: .letter("c"),
            after: .letter("a"))
        let planned = PlannedTagWrite(
            write: write, pins: [ContainerKey(service: "web", container: "web")])
        let plan = Plan(environment: .production, changes: [], tags: [planned])
        #expect(
            String(decoding: plan.canonicalBytes, as: UTF8.self) == """
                pinion plan 2
                production

                tag
                \(shop):production
                \(Digest.letter("c"))
                \(Digest.letter("a"))


                """)
    }
}
