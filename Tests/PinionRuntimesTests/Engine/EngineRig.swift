import FoundationEssentials
import PinionHTTP
import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionSyntax
import Testing

/// A real engine and a real registry, as `Tests/Rig/with-engine` provides them.
struct EngineRig {
    /// Asks for them: without them a test would fail for nothing, or touch an engine of somebody's own.
    static func needed() throws {
        try #require(
            endpoint != nil && registry != nil,
            "run engine tests by Tests/Rig/with-engine, or skip them (--skip Engine)")
    }

    private static let endpoint = ProcessInfo.processInfo.environment["PINION_TEST_DOCKER_HOST"]
    private static let registry = ProcessInfo.processInfo.environment["PINION_TEST_REGISTRY"]

    let client: EngineClient
    /// A name of its own for each test's objects.
    let mark: String

    /// Runs a test, and removes whatever carries its mark afterwards.
    static func with(_ mark: String, _ body: (EngineRig) async throws -> Void) async throws {
        try needed()
        let rig = EngineRig(
            client: EngineClient(
                endpoint: try .resolve(
                    endpoint,
                    in: DockerClientEnvironment(variables: ProcessInfo.processInfo.environment)),
                transport: HTTPClient(clock: .system), clock: .system),
            mark: "pt-\(mark)")
        await rig.clean()
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(rig))
        } catch {
            result = .failure(error)
        }
        await rig.clean()
        try result.get()
    }

    /// The repository of the test on the registry.
    func repository(_ name: String = "web") throws -> String {
        "\(try #require(Self.registry))/\(mark)/\(name)"
    }

    // MARK: Asking

    @discardableResult
    func ask(
        _ method: HTTPRequest.Method, _ path: String, query: [(String, String)] = [],
        _ body: String = ""
    ) async throws -> JSONNode {
        let answer = try await client.send(method, path, query: query, body: Array(body.utf8))
        try answer.accepted("\(method.rawValue) \(path)")
        return try JSONNode(
            parsing: answer.body.isEmpty ? Array("null".utf8) : answer.body, named: path)
    }

    // MARK: Images

    /// Makes an image of busybox alone, pushes it, and returns its digest.
    ///
    /// `isBroken` puts bits there that nothing can run.
    func push(
        _ tag: String, repository: String? = nil, changes: [String] = [],
        isBroken: Bool = false
    ) async throws -> Digest {
        let name = try repository ?? self.repository()
        let defaults = [
            #"CMD ["/bin/busybox","sh","-c","trap exit TERM; /bin/busybox sleep 100000 & wait"]"#
        ]
        let query =
            [("fromSrc", "-"), ("repo", name), ("tag", tag)]
            + (defaults + ["ENV VERSION=\(tag)"] + changes).map { ("changes", $0) }
        let imported = try await client.send(
            .post, "/images/create", query: query, body: try Self.archive(isBroken))
        try imported.accepted("import \(name)")
        try await client.send(
            .post, "/images/\(name)/push", query: [("tag", tag)], authorization: Secret("e30=")
        )
        .accepted("push \(name)")
        let image = try await ask(.get, "/images/\(name):\(tag)/json")
        let digests = (image["RepoDigests"]?.array ?? []).compactMap(\.string)
        let own = try #require(digests.first { $0.hasPrefix(name + "@") })
        return try Digest(parsing: own.dropFirst(name.count + 1))
    }

    /// Takes an image from the engine, so that it must be pulled.
    func forget(_ name: String) async throws {
        _ = try await client.send(.delete, "/images/\(name)", query: [("force", "true")])
    }

    /// A tar archive (POSIX.1-1988, ustar) that holds `/bin/busybox`.
    private static func archive(_ isBroken: Bool) throws -> [UInt8] {
        let paths = ["/bin/busybox", "/usr/bin/busybox"]
        let path = try #require(paths.first { FileManager.default.fileExists(atPath: $0) })
        let busybox = Array(try #require(FileManager.default.contents(atPath: path)))
        let contents = isBroken ? [UInt8](repeating: 1, count: 512) : busybox
        var header = [UInt8](repeating: 0, count: 512)
        func put(_ text: String, _ place: Int) {
            header.replaceSubrange(place..<place + text.utf8.count, with: text.utf8)
        }
        let size = String(contents.count, radix: 8)
        put("bin/busybox", 0)
        put("0000755", 100)
        put("0000000", 108)
        put("0000000", 116)
        put(String(repeating: "0", count: 11 - size.count) + size, 124)
        put("00000000000", 136)
        put("        ", 148)
        put("0", 156)
        put("ustar", 257)
        put("00", 263)
        let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        put(String(repeating: "0", count: 6 - sum.count) + sum + "\0 ", 148)
        let padding = [UInt8](repeating: 0, count: (512 - contents.count % 512) % 512 + 1_024)
        return header + contents + padding
    }

    // MARK: Cleaning

    private func clean() async {
        do {
            for service in try await ask(.get, "/services").array ?? []
            where service["Spec"]?["Name"]?.string?.hasPrefix(mark) == true {
                try await ask(.delete, "/services/\(service["ID"]?.string ?? "")")
            }
            for _ in 0..<5 {
                let all = try await ask(.get, "/containers/json", query: [("all", "true")])
                let own = (all.array ?? []).filter { container in
                    (container["Names"]?.array ?? []).contains {
                        $0.string?.hasPrefix("/" + mark) == true
                    }
                }
                if own.isEmpty { break }
                for container in own {
                    _ = try await client.send(
                        .delete, "/containers/\(container["Id"]?.string ?? "")",
                        query: [("force", "true"), ("v", "true")])
                }
            }
            for network in try await ask(.get, "/networks").array ?? []
            where network["Name"]?.string?.hasPrefix(mark) == true {
                _ = try await client.send(.delete, "/networks/\(network["Id"]?.string ?? "")")
            }
        } catch {
            Issue.record("cannot clean up after \(mark): \(error)")
        }
    }
}
