package import PinionAWS
package import PinionModel
import PinionSyntax

/// Looks for pipelines that deploy services behind git's back.
///
/// Two requests a pipeline at most; it never changes one. What cannot be looked at is a risk of
/// every service, since "not seen" is not "not there".
package struct PipelineWatch: Sendable {
    private let client: AWSClient
    private let pipelines: [String]

    /// Names what to look at; asks nothing yet.
    ///
    /// - Parameters:
    ///   - client: The client of the cluster's region: pipelines are looked for there alone.
    ///   - pipelines: Their names, as the environment's file names them.
    package init(client: AWSClient, pipelines: [String]) {
        self.client = client
        self.pipelines = Set(pipelines).sorted()
    }

    /// Looks, and says what deploys which service.
    ///
    /// - Parameters:
    ///   - cluster: The cluster's name or ARN.
    ///   - services: The services in scope.
    /// - Returns: The risks of services, by their names; a service without any is left out.
    package func risks(
        cluster: String, services: [WatchedService]
    ) async -> [String: [Risk]] {
        guard !services.isEmpty else { return [:] }
        let name = cluster.split(separator: "/").last.map(String.init) ?? cluster
        var risks: [String: [Risk]] = [:]
        for pipeline in pipelines {
            let sight = await look(at: pipeline, name, services)
            for service in services {
                let clauses = sight.clauses(for: service, cluster: name, region: client.region)
                guard !clauses.isEmpty else { continue }
                risks[service.name, default: []] += clauses.map {
                    Risk(.pipelineBypass, clause: $0)
                }
            }
        }
        return risks
    }

    private func look(
        at pipeline: String, _ cluster: String, _ services: [WatchedService]
    ) async -> PipelineSight {
        do throws(AWSError) {
            let answer = try await client.json(request("GetPipeline", pipeline))
            guard let actions = DeployAction.all(in: answer) else {
                return PipelineSight(pipeline, .unseen("its definition has no stages"))
            }
            let reaching = actions.filter { action in
                services.contains {
                    action.reach($0, cluster: cluster, region: client.region) != .none
                }
            }
            guard !reaching.isEmpty else { return PipelineSight(pipeline, .seen([])) }
            let gates = await gates(of: pipeline, for: reaching)
            return PipelineSight(pipeline, .seen(gates.filter { $0.gate != .closed }))
        } catch {
            return PipelineSight(pipeline, .unseen(clause(error)))
        }
    }

    private func gates(
        of pipeline: String, for actions: [DeployAction]
    ) async -> [PipelineSight.Door] {
        do throws(AWSError) {
            let answer = try await client.json(request("GetPipelineState", pipeline))
            return actions.map {
                PipelineSight.Door(action: $0, gate: StageGate($0.stage, in: answer))
            }
        } catch {
            let clause = clause(error)
            return actions.map { PipelineSight.Door(action: $0, gate: .unknown(clause)) }
        }
    }

    private func request(_ operation: String, _ pipeline: String) -> AWSRequest {
        .json(.codePipeline, operation, ["name": .string(pipeline)])
    }

    /// Why it could not be looked at; nothing of an answer's body is quoted.
    private func clause(_ error: AWSError) -> String {
        switch error {
        case .refused(let refusal) where refusal.code == "PipelineNotFoundException":
            "there is none of this name in \(client.region); correct `pipelines` in "
                + "environment.yaml"
        case .malformed(let service, let operation, _):
            "the answer of AWS \(service) to \(operation) is not the document expected"
        default: error.description
        }
    }
}
