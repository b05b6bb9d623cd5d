import FoundationEssentials
import PinionModel
import PinionReports
import PinionTesting
import Testing

/// The shape `pinion/report/v1`, field by field: what scripts rely on.
@Suite(.timeLimit(.minutes(10)))
struct JSONShapeTests {
    struct Root: Decodable {
        let schema: String
        let generatedAt: String
        let environments: [Place]
        let summary: Summary
    }

    struct Summary: Decodable, Equatable {
        let synced: Int
        let progressing: Int
        let atRisk: Int
        let drifted: Int
        let unverified: Int
    }

    struct Place: Decodable {
        let name: String
        let commit: String?
        let status: String
        let planHash: String?
        let problem: String?
        let services: [Unit]
    }

    struct Unit: Decodable {
        let name: String
        let status: String
        let containers: [Part]
        let findings: [Sign]
    }

    struct Part: Decodable {
        let name: String
        let pin: String?
        let declared: String?
        let template: String?
        let running: [Count]
        let hold: Refusal?
    }

    struct Refusal: Decodable, Equatable {
        let refuse: [String]
        let reason: String?
        let until: String?
        let since: String?
    }

    struct Count: Decodable, Equatable {
        let digest: String?
        let instances: Int
    }

    struct Sign: Decodable {
        let kind: String
        let severity: String
        let container: String?
        let message: String
        let firstSeen: String?
        let wouldPull: Pull?
    }

    struct Pull: Decodable, Equatable {
        let on: String
        let digest: String?
        let isPin: Bool?
    }

    private func root() throws -> Root {
        let text = Document.drift(SampleReport.mixed).json()
        return try JSONDecoder().decode(Root.self, from: Data(text.utf8))
    }

    @Test func `the root names its schema, its time and the numbers of services`() throws {
        let root = try root()
        #expect(root.schema == "pinion/report/v1")
        #expect(root.generatedAt == "2026-11-23T12:00:00Z")
        #expect(root.environments.map(\.name) == ["broken", "production", "staging"])
        #expect(
            root.summary
                == Summary(synced: 2, progressing: 0, atRisk: 1, drifted: 1, unverified: 0))
    }

    @Test func `an environment has commit, status, plan hash and services`() throws {
        let environments = try root().environments
        #expect(environments.map(\.status) == ["unverified", "drifted", "synced"])
        #expect(
            environments.map(\.commit) == [
                nil, String(repeating: "a", count: 40), String(repeating: "b", count: 40),
            ])
        #expect(
            environments.map(\.planHash) == [nil, "\(Digest.numbered(9))", "\(Digest.numbered(7))"])
        #expect(environments[0].problem?.isEmpty == false)
        #expect(environments[0].services.isEmpty)
        #expect(environments[1].services.map(\.name) == ["api", "mail", "web"])
    }

    @Test func `a container has its four surfaces`() throws {
        let services = try root().environments[1].services
        let web = try #require(services.last?.containers.first)
        #expect(web.name == "web")
        #expect(web.pin == "r.example.com/shop/web:1.8.3@\(SampleReport.pinned)")
        #expect(web.declared == "r.example.com/shop/web:latest")
        #expect(web.template == "r.example.com/shop/web:latest")
        #expect(
            web.running == [
                Count(digest: "\(SampleReport.other)", instances: 2),
                Count(digest: nil, instances: 1),
            ])
        #expect(services[1].containers.first?.template == nil)
        #expect(web.hold == nil)
    }

    @Test func `a container has its hold, with since when`() throws {
        let services = try root().environments[1].services
        #expect(
            services[0].containers.first?.hold
                == Refusal(
                    refuse: ["\(SampleReport.other)"], reason: "memory leak", until: "2026-12-01",
                    since: "2026-11-20T10:00:00Z"))
        #expect(
            services[1].containers.first?.hold
                == Refusal(refuse: [], reason: "year-end", until: nil, since: nil))
    }

    @Test func `a finding has kind, severity, container, message, time, and what would be pulled`()
        throws
    {
        let findings = try #require(root().environments[1].services.last?.findings)
        #expect(findings.map(\.kind) == ["running-differs", "declared-floating"])
        #expect(findings.map(\.severity) == ["critical", "hazard"])
        #expect(findings.map(\.container) == ["web", "web"])
        #expect(findings.map(\.firstSeen) == [nil, "2026-11-23T12:00:00Z"])
        #expect(
            findings.map(\.wouldPull) == [
                nil, Pull(on: "restart", digest: "\(SampleReport.other)", isPin: false),
            ])
    }

    @Test func `fields that are null are there`() {
        let text = Document.drift(SampleReport.mixed).json()
        for field in [
            "commit", "planHash", "problem", "heldBy", "template", "firstSeen", "digest", "isPin",
            "obstacle", "reason", "hold", "until", "since",
        ] {
            #expect(text.contains("\"\(field)\": null"), "\(field)")
        }
    }
}
