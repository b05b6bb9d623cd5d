/// A report as a script reads it: the part of `pinion/report/v1` that the tests look at.
struct ReportDocument: Decodable {
    struct Environment: Decodable {
        let name: String
        let commit: String?
        let status: String
        let planHash: String?
        let problem: String?
        let heldBy: String?
        let refusals: [String]
        let changes: [Change]
        let results: [Result]
        let services: [Service]
        let findings: [Finding]
    }
    struct Change: Decodable {
        let service: String
        let to: String
        let cause: String
    }
    struct Result: Decodable {
        let service: String
        let to: String
        let verdict: String
        let reason: String?
    }
    struct Service: Decodable {
        let name: String
        let status: String
        let containers: [Container]
        let findings: [Finding]
    }
    struct Container: Decodable {
        let name: String
        let pin: String?
        let declared: String?
        let running: [Count]
    }
    struct Count: Decodable {
        let digest: String?
        let instances: Int
    }
    struct Finding: Decodable {
        let kind: String
        let severity: String
        let message: String
        let firstSeen: String?
        let wouldPull: Pull?
    }
    struct Pull: Decodable {
        let on: String
        let digest: String?
        let isPin: Bool?
    }
    struct Summary: Decodable {
        let synced: Int
        let atRisk: Int
        let drifted: Int
    }

    let schema: String
    let environments: [Environment]
    let summary: Summary

    /// The environment of a name.
    subscript(name: String) -> Environment? { environments.first { $0.name == name } }
}

extension ReportDocument.Environment {
    /// The service of a name.
    subscript(name: String) -> ReportDocument.Service? { services.first { $0.name == name } }
}

extension ReportDocument.Service {
    /// The kinds of its findings, ordered.
    var kinds: [String] { findings.map(\.kind).sorted() }
}

/// What `pinion log --format json` writes.
struct LogDocument: Decodable {
    struct Entry: Decodable {
        let entry: String
        let run: String
        let commit: String
        let changes: [Change]?
        let results: [Change]?
        let authorities: [Authority]?
    }
    struct Change: Decodable {
        let service: String
        let to: String
        let verdict: String?
    }
    struct Authority: Decodable {
        let kind: String
        let who: String
        let reason: String
    }

    let entries: [Entry]
}

/// A sandbox's file, as far as the tests look at it.
struct SandboxDocument: Decodable {
    struct Service: Decodable {
        let id: String
        let version: Int
        let desired: Int
        let containers: [String: Container]
        let instances: [Instance]
    }
    struct Container: Decodable {
        let declared: String
    }
    struct Instance: Decodable {
        let runs: [String: String]
    }

    let services: [String: Service]

    /// What a service of one container declares.
    func declared(_ service: String) -> String? { services[service]?.containers[service]?.declared }

    /// The digests that the instances of a service of one container run.
    func runs(_ service: String) -> [String] {
        services[service]?.instances.compactMap { $0.runs[service] } ?? []
    }

    /// How often a service's specification was changed, from 1.
    func version(_ service: String) -> Int { services[service]?.version ?? 0 }
}
