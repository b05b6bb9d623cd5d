import PinionAWS
import PinionModel
import PinionSyntax

/// Asks ECS about one cluster.
struct ECSCluster: Sendable {
    /// The client of the cluster's region.
    let client: AWSClient
    /// The cluster, by name or ARN.
    let name: String

    /// The cluster in words.
    var words: String { "the cluster \(ECSName.last(of: name)) in \(client.region)" }

    /// Calls an operation about the cluster and reads its answer; the purpose is what is tried, as
    /// the end of "cannot …".
    func ask(
        _ operation: String, _ input: [(String, JSONText)], to purpose: String
    ) async throws(RuntimeError) -> JSONNode {
        let members = [("cluster", JSONText.string(name))] + input
        return try await call(operation, members, to: purpose)
    }

    /// Calls an operation that knows no cluster and reads its answer.
    func call(
        _ operation: String, _ input: [(String, JSONText)], to purpose: String
    ) async throws(RuntimeError) -> JSONNode {
        do throws(AWSError) {
            return try await answer(operation, input)
        } catch {
            throw explained(error, purpose)
        }
    }

    /// Calls an operation; the error is still the service's own.
    func answer(
        _ operation: String, _ input: [(String, JSONText)]
    ) async throws(AWSError) -> JSONNode {
        try await client.json(.json(.ecs, operation, Self.object(input)))
    }

    /// The members as an object.
    static func object(_ members: [(String, JSONText)]) -> JSONText {
        .object(members.map { JSONText.Member($0.0, $0.1) })
    }

    /// The error of a call as a runtime's.
    func explained(_ error: AWSError, _ purpose: String) -> RuntimeError {
        guard error.code == "ClusterNotFoundException" else {
            return RuntimeError(error, to: purpose, in: client.region)
        }
        return missing(to: purpose)
    }

    /// That there is no such cluster.
    func missing(to purpose: String) -> RuntimeError {
        .refused(
            operation: purpose,
            reason: "there is no cluster `\(ECSName.last(of: name))` in \(client.region)",
            remedy:
                "look at `cluster:` and `region:` in environment.yaml, and at the account of the "
                + "AWS credentials")
    }

    /// Every element of a list that comes in pages.
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

/// What a call said could not be described, and why.
struct ECSFailure: Hashable, Sendable {
    /// What was asked for: an ARN or a name.
    let subject: String
    /// Why, in ECS's words: `MISSING`.
    let reason: String

    /// Reads `failures` of an answer.
    static func list(_ answer: JSONNode) -> [ECSFailure] {
        (answer["failures"]?.array ?? []).map {
            ECSFailure(
                subject: $0["arn"]?.string ?? "",
                reason: $0["reason"]?.string ?? $0["detail"]?.string ?? "no reason given")
        }
    }

    /// Whether it says that there is no such thing.
    var isMissing: Bool { reason == "MISSING" }
}
