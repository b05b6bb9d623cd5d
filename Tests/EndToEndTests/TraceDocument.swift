import FoundationEssentials
import PinionTesting

/// What `trace` tells a script: `pinion/trace/v1`.
struct TraceDocument: Decodable {
    struct Run: Decodable {
        let environment: String
        let service: String
        let standing: String
        let applied: String
        let commit: Commit?
        let isExact: Bool?
        let pullRequest: PullRequest?
        let pinned: Bool
    }
    struct Commit: Decodable {
        let id: String
        let subject: String
    }
    struct PullRequest: Decodable {
        let number: Int
    }
    struct Pin: Decodable {
        let environment: String
        let service: String
    }

    let schema: String
    let commit: Commit?
    let digests: [String]
    let runs: [Run]
    let pins: [Pin]
    let notes: [String]

    /// Each run as `ENVIRONMENT SERVICE STANDING COMMIT`, with `exact` and `pinned` where it is; ordered.
    var lines: [String] {
        runs.map { run in
            "\(run.environment) \(run.service) \(run.standing) \(run.commit?.id ?? "-")"
                + (run.isExact == true ? " exact" : "") + (run.pinned ? " pinned" : "")
        }.sorted()
    }
}

/// What `log --figures` tells a script: the part of `pinion/figures/v1` that the tests look at.
struct FiguresDocument: Decodable {
    struct Deployments: Decodable {
        let verified: Int
        let takenBack: Int
        let failed: Int
    }
    struct LeadTime: Decodable {
        let measured: Int
        let unknown: Int
    }

    let schema: String
    let environment: String
    let days: Int
    let deployments: Deployments
    let leadTime: LeadTime
    let failureRate: Double?
    let ledger: String
}

extension Shop {
    /// Traces a digest or a commit.
    func trace(_ query: String) async throws -> TraceDocument {
        try await document("trace", query, "--format", "json")
    }

    /// Production's figures of delivery.
    func figures() async throws -> FiguresDocument {
        try await document("log", "production", "--figures", "--format", "json")
    }

    private func document<Document: Decodable>(_ arguments: String...) async throws -> Document {
        let command = command(arguments)
        let outcome = try await command.run()
        guard outcome.code == 0 else { throw CommandFailure(command: command, outcome: outcome) }
        return try JSONDecoder().decode(Document.self, from: Data(outcome.outputBytes))
    }
}
