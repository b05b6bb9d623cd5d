import PinionAWS
import PinionHTTP
import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionTesting
import Synchronization

extension StubECS {
    /// Registers a revision of a family with one image for each container.
    @discardableResult
    func define(
        _ family: String, _ images: [String: String], revision: Int = 1, consistency: String? = nil,
        extra: [String: StubJSON] = [:], tags: StubJSON = []
    ) -> String {
        let arn = "\(Self.prefix):task-definition/\(family):\(revision)"
        let containers = images.sorted { $0.key < $1.key }.map { name, image in
            var container: [String: StubJSON] = [
                "name": .string(name), "image": .string(image), "cpu": 0, "essential": true,
                "environment": [["name": "PASSWORD", "value": "hunter2-secret"]],
            ]
            container["versionConsistency"] = consistency.map { .string($0) }
            return StubJSON.object(container)
        }
        var members: [String: StubJSON] = [
            "family": .string(family), "containerDefinitions": .array(containers),
            "networkMode": "awsvpc", "volumes": [],
        ]
        members.merge(extra) { $1 }
        let definition = Self.described(members, arn, revision)
        state.withLock {
            $0.definitions[arn] = definition
            $0.tags[arn] = tags
        }
        return arn
    }

    /// Makes a service with settled deployment and running tasks.
    func serve(
        _ name: String, _ definition: String, digests: [[String: String?]] = [],
        change: (inout Service) -> Void = { _ in }
    ) {
        var service = Service(name: name, definition: definition)
        service.deployments = [Self.deployment("ecs-svc/\(name)", definition)]
        change(&service)
        state.withLock { state in
            state.services[name] = service
            for (number, containers) in digests.enumerated() {
                let arn = "\(Self.prefix):task/shop/\(name)\(number)"
                state.tasksOf[name, default: []].append(arn)
                state.tasks[arn] = Self.task(arn, definition, containers)
            }
        }
    }

    /// A task set of a service that others deploy.
    static func taskSet(
        _ id: String, _ definition: String, status: String = "PRIMARY", desired: Int = 1,
        running: Int = 1
    ) -> StubJSON {
        [
            "id": .string(id), "status": .string(status), "taskDefinition": .string(definition),
            "createdAt": 1_700_000_100, "computedDesiredCount": .number(desired),
            "runningCount": .number(running), "pendingCount": 0,
            "stabilityStatus": "STEADY_STATE",
        ]
    }

    /// Says what the present deployment of a service resolved, by container.
    func resolve(_ name: String, _ digests: [String: String?], created: Int = 1_700_000_100) {
        let arn = "\(Self.prefix):service-revision/shop/\(name)/1"
        state.withLock { state in
            let definition = state.services[name]?.definition ?? ""
            state.services[name]?.revisions = [arn]
            let images = digests.sorted { $0.key < $1.key }.map { container, digest in
                var image: [String: StubJSON] = ["containerName": .string(container)]
                image["imageDigest"] = digest.map { .string($0) }
                return StubJSON.object(image)
            }
            state.serviceRevisions[arn] = [
                "serviceRevisionArn": .string(arn), "taskDefinition": .string(definition),
                "createdAt": .number(created), "containerImages": .array(images),
            ]
        }
    }

    static func task(
        _ arn: String, _ definition: String, _ digests: [String: String?],
        status: String = "RUNNING", extra: [String: StubJSON] = [:]
    ) -> StubJSON {
        let containers = digests.sorted { $0.key < $1.key }.map { name, digest in
            var container: [String: StubJSON] = ["name": .string(name), "lastStatus": "RUNNING"]
            container["imageDigest"] = digest.map { .string($0) }
            return StubJSON.object(container)
        }
        var members: [String: StubJSON] = [
            "taskArn": .string(arn), "lastStatus": .string(status), "desiredStatus": "RUNNING",
            "taskDefinitionArn": .string(definition), "containers": .array(containers),
        ]
        members.merge(extra) { $1 }
        return .object(members)
    }

    /// Answers on loopback while `work` runs with a runtime of it.
    func serving<Value: Sendable>(
        _ block: ECSSettings = ECSSettings(cluster: "shop", scope: .all),
        cache: (any TaskDefinitionStore)? = nil, clock: ProcessClock = .test(),
        throttle: (@Sendable () -> Bool)? = nil,
        _ work: (ECSRuntime) async throws -> Value
    ) async throws -> Value {
        try await LoopbackServer.serving(answer: { request in
            if throttle?() == true { return Self.refusal("ThrottlingException", "Rate exceeded") }
            return self.answer(request)
        }) { server in
            let http = HTTPClient(clock: clock)
            let client = try Self.client(port: server.port, http: http)
            do {
                let value = try await work(
                    ECSRuntime(client: client, settings: block, cache: cache))
                await http.shutdown()
                return value
            } catch {
                await http.shutdown()
                throw error
            }
        }
    }

    static func client(port: Int, http: HTTPClient) throws -> AWSClient {
        let settings = AWSSettings(
            variables: [
                "AWS_ENDPOINT_URL": "http://127.0.0.1:\(port)", "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
                "AWS_SECRET_ACCESS_KEY": "not-a-secret",
            ], file: { _ in nil })
        return try AWSClient(region: "eu-test-1", settings: settings, http: http)
    }
}

/// A cache in memory that counts.
actor MemoryCache: TaskDefinitionStore {
    private(set) var document: [UInt8]?
    private(set) var writes = 0

    init(_ document: [UInt8]? = nil) { self.document = document }

    func read() async -> [UInt8]? { document }

    func write(_ document: [UInt8]) async {
        self.document = document
        writes += 1
    }
}

/// A digest's text of a repeated digit.
func sha(_ digit: Character) -> String { "sha256:" + String(repeating: digit, count: 64) }
