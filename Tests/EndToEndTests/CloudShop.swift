import PinionTesting

/// A shop whose one environment is a cluster of an emulator of ECS, whose tasks are real containers.
///
/// Its one service is `web`; the build that its pin names is `latest` too, so that a tag that floats shows in no digest.
struct CloudShop: Sendable {
    let engine: EngineAPI
    let cloud: CloudAPI
    let shop: Shop
    /// The cluster's name, which no other test uses; the task definitions' family and the stack's name too.
    let name: String
    /// The pinned build's digest.
    let digest: String

    /// Pushes an image, makes the cluster, runs its service on a definition, and publishes its environment.
    static func make(in scratch: Scratch, block: (_ name: String) -> [String] = { _ in [] })
        async throws -> CloudShop
    {
        let engine = try EngineAPI()
        let cloud = try CloudAPI()
        let name = engine.uniqueName("shop")
        let digest = try await engine.pushImage("shop/\(name)", tag: "latest", marker: name)
        let shop = CloudShop(
            engine: engine, cloud: cloud, shop: try await Shop.make(in: scratch, [], settings: nil),
            name: name, digest: digest)
        scratch.atEnd { await shop.clean() }
        let made = try await cloud.call(
            "ecs", "create_cluster", #"{"clusterName": "\#(name)"}"#)
        let arn = try made.text(after: "\"clusterArn\": \"")
        let lines =
            [
                "runtime:", "  ecs:", "    region: us-east-1", "    cluster: \(name)",
                "    services: [\"*\"]", "    id: \(arn)",
            ] + block(name).map { "    \($0)" } + ["apply: automatic"]
        try shop.shop.write(
            lines.joined(separator: "\n") + "\n", to: "environments/production/environment.yaml")
        try shop.shop.write(
            "services:\n  web: \(shop.floating)@\(digest)\n",
            to: "environments/production/pins.yaml")
        try await shop.shop.publish("Pin the service")
        return shop
    }

    /// The image by a tag that somebody else moves.
    var floating: String { engine.reference("shop/\(name)", "latest") }

    /// The image by its digest, as a task definition should name it.
    var pinned: String { "\(engine.registry)/shop/\(name)@\(digest)" }

    /// Registers a revision of the task definition, and returns its ARN.
    func define(_ image: String, command: [String] = []) async throws -> String {
        let words = command.map { "\"\($0)\"" }.joined(separator: ", ")
        let request = """
            {"family": "\(name)", "containerDefinitions": [
              {"name": "web", "image": "\(image)", "memory": 64, "command": [\(words)]}]}
            """
        return try await cloud.call("ecs", "register_task_definition", request)
            .text(after: "\"taskDefinitionArn\": \"")
    }

    /// Runs the service on a task definition.
    func serve(_ definition: String, count: Int = 1) async throws {
        try await cloud.call(
            "ecs", "create_service",
            """
            {"cluster": "\(name)", "serviceName": "web", "desiredCount": \(count),
             "taskDefinition": "\(definition)"}
            """)
        try await settle()
    }

    /// Waits until the service's newest deployment is done.
    func settle() async throws {
        let request = #"{"cluster": "\#(name)", "services": ["web"]}"#
        _ = try await engine.poll(for: "the tasks of \(name)") {
            let answer = try await cloud.call("ecs", "describe_services", request)
            return answer.contains("\"rolloutState\": \"COMPLETED\"") ? true : nil
        }
    }

    /// Moves the service to another task definition, and does not wait.
    func update(to definition: String) async throws {
        try await cloud.call(
            "ecs", "update_service",
            #"{"cluster": "\#(name)", "service": "web", "taskDefinition": "\#(definition)"}"#)
    }

    /// Makes a stack with parameters, and waits until its service runs.
    func stack(_ template: String, _ parameters: [String: String]) async throws {
        let values = parameters.sorted(by: <).map {
            #"{"ParameterKey": "\#($0.key)", "ParameterValue": "\#($0.value)"}"#
        }
        let body = template.replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
        try await cloud.call(
            "cloudformation", "create_stack",
            """
            {"StackName": "\(name)", "TemplateBody": "\(body)",
             "Parameters": [\(values.joined(separator: ", "))]}
            """)
        try await settle()
    }

    /// Makes a pipeline with one action that updates the stack, and sets one of its parameters.
    func pipeline(setting parameter: String) async throws {
        let trust =
            #"{\"Statement\": [{\"Principal\": {\"Service\": \"codepipeline.amazonaws.com\"}}]}"#
        let role = try await cloud.call(
            "iam", "create_role",
            #"{"RoleName": "\#(name)", "AssumeRolePolicyDocument": "\#(trust)"}"#,
            at: cloud.pipelines
        ).text(after: "\"Arn\": \"")
        let overrides = "{\"\(parameter)\": \"x\"}"
        try await cloud.call(
            "codepipeline", "create_pipeline",
            """
            {"pipeline": {"name": "\(name)", "roleArn": "\(role)",
              "artifactStore": {"type": "S3", "location": "none"}, "stages": [
                {"name": "Source", "actions": []},
                {"name": "Deploy", "actions": [{"name": "Stack",
                  "actionTypeId": {"category": "Deploy", "owner": "AWS", "provider": "CloudFormation",
                    "version": "1"},
                  "configuration": {"ActionMode": "CREATE_UPDATE", "StackName": "\(name)",
                    "ParameterOverrides": "\(overrides.replacing("\"", with: "\\\""))"}}]}]}}
            """)
    }

    /// What a drift report says of the service; the command ends with a code.
    func drift(code: Int32) async throws -> ReportDocument.Service {
        let report = try await shop.report("drift", code: code)
        guard let found = report["production"]?["web"] else {
            throw DockerShopFailure(text: "no web in \(report)")
        }
        return found
    }

    /// Ends the service, and its tasks with it.
    private func clean() async {
        _ = try? await cloud.call(
            "ecs", "delete_service",
            #"{"cluster": "\#(name)", "service": "web", "force": true}"#)
    }
}

extension CloudAPI {
    /// Asks one thing, as boto3 names service and operation, and returns the answer as JSON.
    ///
    /// With `endpoint` another emulator is asked than the one that the environment names.
    @discardableResult
    func call(
        _ service: String, _ operation: String, _ request: String, at endpoint: String? = nil
    ) async throws -> String {
        try await Command(
            python, ["\(Program.project)/Tests/Rig/cloud/call", service, operation, request],
            environment: endpoint.map { ["AWS_ENDPOINT_URL": $0] } ?? [:]
        ).succeed()
    }
}

extension String {
    /// What stands between a text and the next quotation mark.
    fileprivate func text(after text: String) throws -> String {
        guard let range = firstRange(of: text) else { throw DockerShopFailure(text: self) }
        return String(self[range.upperBound...].prefix { $0 != "\"" })
    }
}
