import PinionDecisions
import PinionModel
import PinionProposals
import PinionReports
import PinionTesting
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ProposalGoldenTests {
    private static func key(_ text: String) -> PinKey {
        guard let key = PinKey(parsing: text) else { fatalError("\(text) is no key") }
        return key
    }

    private static func name(_ text: String) -> Environment.Name {
        guard let name = Environment.Name(parsing: text) else { fatalError("\(text) is no name") }
        return name
    }

    private static func commit(_ digit: String) -> CommitID {
        guard let id = CommitID(parsing: String(repeating: digit, count: 40)) else {
            fatalError("\(digit) is no digit")
        }
        return id
    }

    private static func image(_ name: String, _ number: UInt64) -> PinnedImage {
        .test("registry.example.com/shop/\(name)", .numbered(number))
    }

    private static let proposal = Proposal(
        environment: name("production"), purpose: .rollback,
        changes: [
            .move(key("web"), from: image("web:1.9.0", 2), to: image("web:1.8.3", 1)),
            .hold(
                key("web"),
                Hold(
                    refuse: [.numbered(2)], reason: "memory\nleak",
                    until: CalendarDate(parsing: "2026-12-01"))), .release(key("api/app")),
            .add(
                Service(
                    name: key("jobs").service,
                    pins: [
                        Pin(
                            container: "run", image: image("jobs:3", 3),
                            site: FilePosition(path: "pins.yaml", line: 1, column: 1))
                    ])),
        ],
        origins: [
            key("web"): ChangeOrigin(
                clause: "as of commit 1a2b3c4", labels: ImageLabels(version: "1.8.3\u{202E}")),
            key("jobs"): ChangeOrigin(clause: "runs now"),
        ], override: .test("it burns"))

    private static let reports = [
        ProposalReport(
            environment: "production", purpose: .rollback,
            ending: .done(
                ProposalOutcome(
                    base: commit("a"), proposal: proposal,
                    leftOut: [
                        LeftOut("odd", "its digest is not there"),
                        LeftOut("held", "2.0 is newer, and the pin is held", .refused),
                    ], landing: .pushed(commit("b"), branch: "pinion/production/rollback"),
                    request: PullRequest(
                        number: 7, address: "https://git.example.com/pulls/7", state: .open,
                        head: nil, title: "t", body: "b"), notes: ["web stays"]))),
        ProposalReport(
            environment: "qa", purpose: .bump,
            ending: .done(ProposalOutcome(base: commit("a")))),
        ProposalReport(
            environment: "staging", purpose: .bump, ending: .refused(RuleRefusal("a freeze"))),
        ProposalReport(
            environment: "test", purpose: .bump, ending: .failed(Failure(Complaint("no answer")))),
    ]

    @Test func `the text of what was proposed is what was reviewed`() throws {
        try Golden.check(Document.proposals(Self.reports).text(.plain), "proposals.txt")
        #expect(
            Document.proposals(Self.reports).failures == [
                "staging: a freeze", "test: no answer",
            ])
    }

    @Test func `the document of what was proposed is what was reviewed`() throws {
        try Golden.check(Document.proposals(Self.reports).json(), "proposals.json")
    }
}
