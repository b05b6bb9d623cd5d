import FoundationEssentials

/// The real Docker engine and the real registry that a test runs beside.
///
/// `Tests/Rig/with-engine` starts both and names them in the environment. A test without them fails; it is never skipped.
package struct EngineAPI: Sendable {
    /// An answer of the engine's HTTP interface.
    package struct Answer: Sendable {
        /// The HTTP status.
        package let status: Int
        /// The whole body.
        package let body: String

        /// The body as JSON.
        package func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
            try JSONDecoder().decode(type, from: Data(body.utf8))
        }
    }

    /// The engine's address, `unix://` and an absolute path.
    package let host: String
    /// The registry's host and port, as image references spell them.
    package let registry: String

    /// The engine and the registry that the environment names.
    ///
    /// - Throws: `EngineFailure.notRunning` if it does not name them.
    package init() throws {
        let environment = ProcessInfo.processInfo.environment
        guard let host = environment["PINION_TEST_DOCKER_HOST"], host.hasPrefix("unix://"),
            let registry = environment["PINION_TEST_REGISTRY"]
        else { throw EngineFailure.notRunning }
        self.host = host
        self.registry = registry
    }

    /// A name that no other test uses.
    package func uniqueName(_ stem: String) -> String {
        "\(stem)-\(UUID().uuidString.prefix(8).lowercased())"
    }

    /// `registry/repository:tag`, as image references spell it.
    package func reference(_ repository: String, _ tag: String) -> String {
        "\(registry)/\(repository):\(tag)"
    }

    /// Runs the `docker` command line and returns its output without the final line break.
    @discardableResult
    package func docker(_ arguments: String...) async throws -> String {
        try await Command("docker", arguments, environment: ["DOCKER_HOST": host]).succeed()
    }

    /// Sends one request to the engine's HTTP interface, in the version that the engine prefers.
    ///
    /// No client library stands between: nothing resolves a tag or adds a default.
    package func request(
        _ method: String, _ path: String, json: String? = nil
    ) async throws -> Answer {
        var arguments = ["-sS", "--unix-socket", String(host.dropFirst("unix://".count))]
        arguments += ["-X", method, "-w", "\n%{http_code}", "http://docker\(path)"]
        if json != nil {
            arguments += ["-H", "Content-Type: application/json", "--data-binary", "@-"]
        }
        let output = try await Command("curl", arguments, input: json.map { Array($0.utf8) })
            .succeed()
        let end = output.lastIndex(of: "\n") ?? output.startIndex
        let status = Int(output[end...].dropFirst()) ?? 0
        return Answer(status: status, body: String(output[..<end]))
    }

    /// Sends a request that must succeed, and reads its answer.
    package func get<Value: Decodable>(_ path: String, as type: Value.Type) async throws -> Value {
        let answer = try await request("GET", path)
        guard answer.status == 200 else {
            throw EngineFailure.refused("GET \(path)", answer.status, answer.body)
        }
        return try answer.decode(type)
    }

    /// Asks again and again until there is an answer.
    ///
    /// - Throws: `EngineFailure.tooLate` at the deadline.
    @discardableResult
    package func poll<Value>(
        for what: String, within deadline: Duration = .seconds(300),
        _ question: () async throws -> Value?
    ) async throws -> Value {
        let end = ContinuousClock.now + deadline
        while ContinuousClock.now < end {
            if let answer = try await question() { return answer }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw EngineFailure.tooLate(what)
    }
}

/// Why the engine or the registry did not do what a test wanted.
package enum EngineFailure: Error, CustomStringConvertible {
    /// The environment names no engine.
    case notRunning
    /// The environment names no emulators of AWS.
    case noCloud
    /// A request, its status and the answer's body.
    case refused(String, Int, String)
    /// What did not happen in time.
    case tooLate(String)

    package var description: String {
        switch self {
        case .notRunning:
            """
            cannot find the engine that this test needs: PINION_TEST_DOCKER_HOST and \
            PINION_TEST_REGISTRY are not set; run it by 'Tests/Rig/with-engine swift test …'
            """
        case .noCloud:
            """
            cannot find the emulators of AWS that this test needs: PINION_TEST_AWS is not set; run it by \
            'Tests/Rig/with-engine Tests/Rig/with-cloud swift test …'
            """
        case .refused(let request, let status, let body): "\(request): \(status) \(body)"
        case .tooLate(let what): "waited in vain for \(what)"
        }
    }
}
