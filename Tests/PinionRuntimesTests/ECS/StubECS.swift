import PinionAWS
import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import PinionTesting
import Synchronization

/// A cluster that answers as ECS documents, keeps what it is told, and throttles on demand.
final class StubECS: Sendable {
    struct Service: Sendable {
        var name: String
        var definition: String
        var created = 1_700_000_000
        var status = "ACTIVE"
        var controller = "ECS"
        var tags: [String: String] = [:]
        var deployments: [StubJSON] = []
        /// What others deploy, in place of deployments.
        var taskSets: [StubJSON] = []
        /// Whether the service itself names a task definition.
        var namesDefinition = true
        /// How many tasks run, as the service counts them itself.
        var running = 0
        var events: [StubJSON] = []
        var revisions: [String] = []
        /// How many tasks it wants.
        var desired = 1
    }

    struct State: Sendable {
        var services: [String: Service] = [:]
        /// Task definitions by ARN, as they are described.
        var definitions: [String: StubJSON] = [:]
        var tags: [String: StubJSON] = [:]
        var tasks: [String: StubJSON] = [:]
        var tasksOf: [String: [String]] = [:]
        var stopped: [String: [String]] = [:]
        var serviceRevisions: [String: StubJSON] = [:]
        var serviceDeployments: [String: StubJSON] = [:]
        var serviceFailures: [String: String] = [:]
        var registered: [[UInt8]] = []
        var updates: [StubJSON] = []
        var deployed = 0
    }

    /// What is answered instead of what ECS would; nil for what ECS would.
    typealias Fault = @Sendable (_ operation: String, _ input: StubJSON) -> LoopbackServer.Reply?

    static let cluster = "arn:aws:ecs:eu-test-1:123456789012:cluster/shop"
    static let prefix = "arn:aws:ecs:eu-test-1:123456789012"

    let state = Mutex(State())
    let fault = Mutex<Fault>({ _, _ in nil })
    private let asked = Mutex<[String]>([])
    let stacks = StubStacks()

    /// The operations that were asked, in order.
    var operations: [String] { asked.withLock(\.self) }

    func count(_ operation: String) -> Int { operations.count { $0 == operation } }

    func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Reply {
        guard let target = request["X-Amz-Target"] else {
            let reply = stacks.answer(request, note: note)
            AWSRecording.keep(request, reply)
            return reply
        }
        let operation = String(target.split(separator: ".").last ?? "")
        note(operation)
        let input = StubJSON(parsing: request.body) ?? nil
        if let reply = fault.withLock(\.self)(operation, input) { return reply }
        let reply = state.withLock { Self.reply(operation, input, request.body, &$0) }
        AWSRecording.keep(request, reply)
        return reply
    }

    private func note(_ operation: String) { asked.withLock { $0.append(operation) } }

    /// A refusal in ECS's form.
    static func refusal(_ code: String, _ message: String, status: Int = 400)
        -> LoopbackServer.Reply
    {
        .answer(
            status, [("x-amzn-RequestId", "r-1")],
            (["__type": "com.amazonaws.ecs#\(code)", "message": .string(message)] as StubJSON).bytes
        )
    }

    static func done(_ value: StubJSON) -> LoopbackServer.Reply { .answer(200, [], value.bytes) }
}

extension StubJSON {
    var elements: [StubJSON] { if case .array(let list) = self { list } else { [] } }
    var integer: Int? { if case .number(let number) = self { number } else { nil } }
    var texts: [String] { elements.compactMap(\.text) }
    static func texts(_ list: [String]) -> StubJSON { .array(list.map { .string($0) }) }
}

extension StubECS {
    private static func reply(
        _ operation: String, _ input: StubJSON, _ body: [UInt8], _ state: inout State
    ) -> LoopbackServer.Reply {
        switch operation {
        case "DescribeClusters":
            return input["clusters"]?.texts == ["shop"]
                ? done(["clusters": [["clusterArn": .string(cluster), "status": "ACTIVE"]]])
                : done(["clusters": [], "failures": [["arn": "x", "reason": "MISSING"]]])
        case "ListServices":
            let arns = state.services.keys.sorted().map { "\(prefix):service/shop/\($0)" }
            return page(arns, "serviceArns", input)
        case "DescribeServices": return describe(services: input, state)
        case "DescribeTaskDefinition": return describe(definition: input, state)
        case "ListTasks":
            let name = input["serviceName"]?.text ?? ""
            let isStopped = input["desiredStatus"]?.text == "STOPPED"
            return page((isStopped ? state.stopped : state.tasksOf)[name] ?? [], "taskArns", input)
        case "DescribeTasks":
            let arns = input["tasks"]?.texts ?? []
            let missing = arns.filter { state.tasks[$0] == nil }
            return done([
                "tasks": .array(arns.compactMap { state.tasks[$0] }),
                "failures": .array(
                    missing.map { ["arn": .string($0), "reason": "MISSING"] as StubJSON }),
            ])
        case "DescribeServiceRevisions":
            let arns = input["serviceRevisionArns"]?.texts ?? []
            return done(["serviceRevisions": .array(arns.compactMap { state.serviceRevisions[$0] })]
            )
        case "ListServiceDeployments":
            let name = input["service"]?.text ?? ""
            return done([
                "serviceDeployments": .array([state.serviceDeployments[name]].compactMap(\.self))
            ])
        case "RegisterTaskDefinition": return register(input, body, &state)
        case "UpdateService": return update(input, &state)
        default: return refusal("UnknownOperationException", operation)
        }
    }

    private static func page(
        _ all: [String], _ name: String, _ input: StubJSON
    ) -> LoopbackServer.Reply {
        let start = input["nextToken"]?.text.flatMap { Int($0) } ?? 0
        let end = min(all.count, start + (input["maxResults"]?.integer ?? 10))
        var answer: [String: StubJSON] = [name: .texts(Array(all[start..<end]))]
        if end < all.count { answer["nextToken"] = .string(String(end)) }
        return done(.object(answer))
    }

    private static func describe(services input: StubJSON, _ state: State) -> LoopbackServer.Reply {
        let names = input["services"]?.texts ?? []
        guard names.count <= 10 else { return refusal("InvalidParameterException", "too many") }
        let found = names.filter { state.serviceFailures[$0] == nil }
            .compactMap { state.services[$0].map(described) }
        let failures = names.compactMap { name -> StubJSON? in
            let reason =
                state.serviceFailures[name]
                ?? (state.services[name] == nil ? "MISSING" : nil)
            return reason.map {
                ["arn": .string("\(prefix):service/shop/\(name)"), "reason": .string($0)]
            }
        }
        return done(["services": .array(found), "failures": .array(failures)])
    }

    private static func described(_ service: Service) -> StubJSON {
        let tags = service.tags.sorted { $0.key < $1.key }.map {
            ["key": .string($0.key), "value": .string($0.value)] as StubJSON
        }
        let revisions = service.revisions.map { ["arn": .string($0)] as StubJSON }
        let definition: StubJSON = service.namesDefinition ? .string(service.definition) : .null
        return [
            "taskSets": .array(service.taskSets), "runningCount": .number(service.running),
            "serviceArn": .string("\(prefix):service/shop/\(service.name)"),
            "serviceName": .string(service.name), "status": .string(service.status),
            "taskDefinition": definition, "createdAt": .number(service.created),
            "deploymentController": ["type": .string(service.controller)],
            "deployments": .array(service.deployments), "events": .array(service.events),
            "tags": .array(tags), "currentServiceRevisions": .array(revisions),
            "desiredCount": .number(service.desired),
        ]
    }

    private static func describe(
        definition input: StubJSON, _ state: State
    ) -> LoopbackServer.Reply {
        let wanted = input["taskDefinition"]?.text ?? ""
        let arn =
            wanted.hasPrefix("arn:") && wanted.split(separator: ":").count > 6
            ? wanted : newest(of: wanted, state)
        guard let arn, let definition = state.definitions[arn] else {
            return refusal("ClientException", "Unable to describe task definition.")
        }
        return done(["taskDefinition": definition, "tags": state.tags[arn] ?? []])
    }

    private static func newest(of family: String, _ state: State) -> String? {
        let name = family.split(separator: "/").last.map(String.init) ?? family
        return state.definitions.filter { $0.value["family"]?.text == name }
            .filter { $0.value["status"]?.text == "ACTIVE" }
            .max { ($0.value["revision"]?.integer ?? 0) < ($1.value["revision"]?.integer ?? 0) }?
            .key
    }

    private static func register(
        _ input: StubJSON, _ body: [UInt8], _ state: inout State
    ) -> LoopbackServer.Reply {
        guard var members = input.members, let family = members["family"]?.text else {
            return refusal("ClientException", "family is required")
        }
        if (members["tags"]?.elements ?? []).contains(where: {
            $0["key"]?.text?.hasPrefix("aws:") == true
        }) {
            return refusal(
                "InvalidParameterException", "aws: prefixed tag key names are not allowed")
        }
        state.registered.append(body)
        let revision =
            1
            + state.definitions.values.filter { $0["family"]?.text == family }
            .compactMap { $0["revision"]?.integer }.reduce(0, max)
        let arn = "\(prefix):task-definition/\(family):\(revision)"
        state.tags[arn] = members.removeValue(forKey: "tags")
        state.definitions[arn] = described(members, arn, revision)
        return done(["taskDefinition": state.definitions[arn] ?? nil])
    }

    static func described(
        _ members: [String: StubJSON], _ arn: String, _ revision: Int
    ) -> StubJSON {
        var all = members
        all["taskDefinitionArn"] = .string(arn)
        all["revision"] = .number(revision)
        all["status"] = "ACTIVE"
        all["registeredAt"] = 1_700_000_000
        all["registeredBy"] = "arn:aws:iam::123456789012:user/ada"
        all["compatibilities"] = ["EC2", "FARGATE"]
        all["requiresAttributes"] = [["name": "ecs.capability.x"]]
        return .object(all)
    }

    private static func update(_ input: StubJSON, _ state: inout State) -> LoopbackServer.Reply {
        guard let name = input["service"]?.text, var service = state.services[name] else {
            return refusal("ServiceNotFoundException", "Service not found.")
        }
        guard let arn = input["taskDefinition"]?.text,
            state.definitions[arn]?["status"]?.text == "ACTIVE"
        else { return refusal("ClientException", "TaskDefinition is inactive") }
        state.updates.append(input)
        state.deployed += 1
        service.definition = arn
        service.deployments = [
            deployment(
                "ecs-svc/\(state.deployed)", arn, state: "IN_PROGRESS", created: 1_800_000_000)
        ]
        state.services[name] = service
        return done(["service": described(service)])
    }

    static func deployment(
        _ id: String, _ definition: String, status: String = "PRIMARY", state: String = "COMPLETED",
        reason: String = "", created: Int = 1_700_000_100, desired: Int = 1, running: Int = 1,
        failed: Int = 0
    ) -> StubJSON {
        [
            "id": .string(id), "status": .string(status), "taskDefinition": .string(definition),
            "rolloutState": .string(state), "rolloutStateReason": .string(reason),
            "createdAt": .number(created), "desiredCount": .number(desired),
            "runningCount": .number(running), "failedTasks": .number(failed),
        ]
    }
}
