import PinionAWS
import PinionModel
import PinionSyntax

/// Sends requests to ECS about one cluster.
struct ECSCluster: Sendable {
    let client: AWSClient
    /// The cluster's name or ARN.
    let name: String

    var words: String { "the cluster \(ECSName.last(of: name)) in \(client.region)" }

    /// Calls an operation on the cluster; the purpose completes "cannot …".
    func ask(
        _ operation: String, _ input: [(String, JSONText)], to purpose: String
    ) async throws(RuntimeError) -> JSONNode {
        let members = [("cluster", JSONText.string(name))] + input
        return try await call(operation, members, to: purpose)
    }

    /// Calls an operation that takes no cluster, and returns its answer.
    func call(
        _ operation: String, _ input: [(String, JSONText)], to purpose: String
    ) async throws(RuntimeError) -> JSONNode {
        do throws(AWSError) {
            return try await answer(operation, input)
        } catch {
            throw explained(error, purpose)
        }
    }

    /// Calls an operation and throws the AWS error unchanged.
    func answer(
        _ operation: String, _ input: [(String, JSONText)]
    ) async throws(AWSError) -> JSONNode {
        try await client.json(.json(.ecs, operation, Self.object(input)))
    }

    static func object(_ members: [(String, JSONText)]) -> JSONText {
        .object(members.map { JSONText.Member($0.0, $0.1) })
    }

    func explained(_ error: AWSError, _ purpose: String) -> RuntimeError {
        guard error.code == "ClusterNotFoundException" else {
            return RuntimeError(error, to: purpose, in: client.region)
        }
        return missing(to: purpose)
    }

    func missing(to purpose: String) -> RuntimeError {
        .refused(
            operation: purpose,
            reason: "there is no cluster `\(ECSName.last(of: name))` in \(client.region)",
            remedy:
                "look at `cluster:` and `region:` in environment.yaml, and at the account of the "
                + "AWS credentials")
    }

    func pages(
        _ operation: String, _ list: String, _ input: [(String, JSONText)], to purpose: String
    ) async throws(RuntimeError) -> [String] {
        let members = [("cluster", JSONText.string(name)), ("maxResults", 100)] + input
        let answers: [JSONNode]
        do throws(AWSError) {
            answers = try await client.pages { token in
                let page = members + (token.map { [("nextToken", .string($0))] } ?? [])
                return .json(.ecs, operation, Self.object(page))
            }
        } catch {
            throw explained(error, purpose)
        }
        var all: [String] = []
        for answer in answers {
            let names = answer[list]?.strings ?? []
            guard let elements = answer[list]?.array, names.count == elements.count else {
                throw .refused(
                    operation: purpose, reason: "the answer to \(operation) has no list \(list)",
                    remedy: "look at AWS_ENDPOINT_URL where it is set")
            }
            all += names
        }
        return all
    }
}

/// An item that a request could not describe, with the reason.
struct ECSFailure: Hashable, Sendable {
    /// The requested ARN or name.
    let subject: String
    /// ECS's reason, such as `MISSING`.
    let reason: String

    /// Reads the `failures` of an answer.
    static func list(_ answer: JSONNode) -> [ECSFailure] {
        (answer["failures"]?.array ?? []).map {
            ECSFailure(
                subject: $0["arn"]?.string ?? "",
                reason: $0["reason"]?.string ?? $0["detail"]?.string ?? "no reason given")
        }
    }

    var isMissing: Bool { reason == "MISSING" }
}

/// Functions that read parts of ECS's ARNs and references.
enum ECSName {
    /// Returns the name of a service or cluster: the text after the last slash of its ARN.
    static func last(of arn: String) -> String {
        arn.split(separator: "/").last.map(String.init) ?? arn
    }

    /// Returns the short form of a task definition's reference: `web:42`.
    static func shortDefinition(_ reference: String) -> String { last(of: reference) }

    /// Whether a reference names a revision; a family alone means its newest active revision.
    static func namesRevision(_ reference: String) -> Bool {
        let parts = shortDefinition(reference).split(separator: ":")
        return parts.count == 2 && Int(parts[1]) != nil
    }
}
