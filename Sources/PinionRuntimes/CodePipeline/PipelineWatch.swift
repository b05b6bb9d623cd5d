import PinionAWS
import PinionModel
import PinionSyntax

/// Looks at the named pipelines for actions that deploy services past the pins.
///
/// It sends at most two requests for each pipeline and changes none. A pipeline that cannot be read
/// is a risk for every service, since "not seen" does not mean "not there".
struct PipelineWatch: Sendable {
    private let client: AWSClient
    private let pipelines: [String]

    /// Makes a watch of pipelines in the client's region.
    init(client: AWSClient, pipelines: [String]) {
        self.client = client
        self.pipelines = Set(pipelines).sorted()
    }

    /// Returns the risks of services by their names; services without a risk are left out.
    func risks(cluster: String, services: [WatchedService]) async -> [String: [Risk]] {
        guard !services.isEmpty else { return [:] }
        let name = cluster.split(separator: "/").last.map(String.init) ?? cluster
        var risks: [String: [Risk]] = [:]
        for pipeline in pipelines {
            let found = await look(at: pipeline, name, services)
            for service in services {
                let clauses = found.clauses(for: service, cluster: name, region: client.region)
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
    ) async -> PipelineObservation {
        do throws(AWSError) {
            let answer = try await client.json(request("GetPipeline", pipeline))
            guard let actions = DeployAction.all(in: answer) else {
                return PipelineObservation(pipeline, .unseen("its definition has no stages"))
            }
            let reaching = actions.filter { action in
                services.contains {
                    action.reach($0, cluster: cluster, region: client.region) != .none
                }
            }
            guard !reaching.isEmpty else { return PipelineObservation(pipeline, .seen([])) }
            let gates = await gates(of: pipeline, for: reaching)
            return PipelineObservation(pipeline, .seen(gates.filter { $0.gate != .closed }))
        } catch {
            return PipelineObservation(pipeline, .unseen(clause(error)))
        }
    }

    private func gates(
        of pipeline: String, for actions: [DeployAction]
    ) async -> [PipelineObservation.GatedAction] {
        do throws(AWSError) {
            let answer = try await client.json(request("GetPipelineState", pipeline))
            return actions.map {
                PipelineObservation.GatedAction(action: $0, gate: StageGate($0.stage, in: answer))
            }
        } catch {
            let clause = clause(error)
            return actions.map {
                PipelineObservation.GatedAction(action: $0, gate: .unknown(clause))
            }
        }
    }

    private func request(_ operation: String, _ pipeline: String) -> AWSRequest {
        .json(.codePipeline, operation, ["name": .string(pipeline)])
    }

    /// Explains why a pipeline could not be read; quotes no part of an answer's body.
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

/// A service that a pipeline may deploy.
struct WatchedService: Hashable, Sendable {
    let name: String
    /// Whether CodeDeploy replaces its tasks, so that only CodeDeploy actions deploy it.
    var isDeployedByCodeDeploy = false
    /// The stacks whose updates change it.
    var stacks: [WatchedStack] = []
}

/// A stack whose update changes a service.
struct WatchedStack: Hashable, Sendable {
    let name: String
    /// The parameters that decide the service's images; `nil` if they are not known.
    let parameters: Set<String>?
}

/// The risks from the named pipelines, kept from each look at the whole scope to the next.
actor PipelineRiskCache {
    private let watch: PipelineWatch
    private let cluster: String
    private var known: [String: [Risk]]?

    init(_ watch: PipelineWatch, cluster: String) { (self.watch, self.cluster) = (watch, cluster) }

    /// Returns the risks by service name: read anew for the whole scope, or if none are cached.
    func risks(
        of services: [ECSService], _ stacks: [String: StackSurface], isWhole: Bool
    ) async -> [String: [Risk]] {
        if let known, !isWhole { return known }
        let risks = await watch.risks(
            cluster: cluster,
            services: services.map {
                WatchedService(
                    name: $0.name, isDeployedByCodeDeploy: $0.controller == .codeDeploy,
                    stacks: stacks[$0.name]?.owners ?? [])
            })
        if isWhole { known = risks }
        return risks
    }
}
