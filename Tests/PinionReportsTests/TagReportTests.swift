import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReports
import PinionTesting
import Testing

/// Fault 68: what people and scripts read of tag writes.
@Suite(.timeLimit(.minutes(10)))
struct TagReportTests {
    private static let web = PinnedImage.test("r.example.com/shop/web:1", .numbered(2))
    private static let api = PinnedImage.test("r.example.com/shop/api:1", .numbered(3))

    private static var production: ImageReference.Tag {
        guard let tag = ImageReference.test("x:production").tag else { fatalError("no tag") }
        return tag
    }

    private static func write(_ image: PinnedImage, before: Digest?) -> TagWrite {
        TagWrite(
            repository: image.repository, tag: production, before: before, after: image.digest)
    }

    private static var result: EnvironmentResult {
        let keys = ["web", "api"].map { ContainerKey(service: $0, container: $0) }
        let change = PlannedChange(
            key: keys[0], declared: "\(Digest.numbered(1))", image: web, cause: .newPin,
            restartsIdenticalBits: false, observed: .test("web", web.reference))
        let tags = [
            PlannedTagWrite(
                write: write(web, before: .numbered(1)), pins: [keys[0]], changing: [keys[0]]),
            PlannedTagWrite(write: write(api, before: nil), pins: [keys[1]]),
        ]
        let plan = Plan(environment: SampleReport.name("production"), changes: [change], tags: tags)
        let refused = write(api, before: nil)
        var result = EnvironmentResult(
            environment: SampleReport.name("production"), commit: SampleReport.commit("a"),
            assessment: Assessment(services: [], plan: plan))
        result.planHash = .numbered(9)
        result.tags = [
            TagResult(write(web, before: .numbered(1)), .put),
            TagResult(refused, .refused(.forbidden)),
        ]
        result.tagErrors = [refused: .forbidden(refused.tagged, reason: "it is immutable")]
        result.findings = [Finding(.environmentTagMoved, message: "the tag could not be put")]
        return result
    }

    private let report = Report(
        generatedAt: .test, environments: [EnvironmentReport(Self.result)])

    @Test func `plan shows each tag, from where, to where and when`() throws {
        try Golden.check(Document.plan(report).text(.plain), "tags-plan.txt")
    }

    @Test func `reconcile shows what became of each tag`() throws {
        try Golden.check(Document.reconcile(report).text(.plain), "tags-reconcile.txt")
    }

    @Test func `JSON has them beside the changes and the results`() throws {
        try Golden.check(Document.drift(report).json(), "tags-report.json")
    }
}
