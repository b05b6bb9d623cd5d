import PinionHTTP
import PinionModel
@testable import PinionRuntimes
import Testing

@Suite(.timeLimit(.minutes(10)))
struct EngineEndpointTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var written: String?
        var variables: [String: String] = [:]
        var files: [String: String] = [:]
        let found: String
    }

    static let cases: [Case] = [
        Case(
            testDescription: "nothing is named", found: "unix:///var/run/docker.sock (the default)"),
        Case(
            testDescription: "the file names a socket", written: "unix:///run/x.sock",
            variables: ["DOCKER_HOST": "unix:///other"],
            found: "unix:///run/x.sock (named by environment.yaml or --endpoint)"),
        Case(
            testDescription: "DOCKER_HOST names plain TCP",
            variables: ["DOCKER_HOST": "tcp://10.0.0.1:2375"],
            found: "tcp://10.0.0.1:2375 (named by DOCKER_HOST)"),
        Case(
            testDescription: "DOCKER_TLS_VERIFY turns TCP into TLS",
            variables: ["DOCKER_HOST": "tcp://10.0.0.1:2376", "DOCKER_TLS_VERIFY": "1"],
            found: "tcp://10.0.0.1:2376 (named by DOCKER_HOST, over TLS)"),
        Case(
            testDescription: "an empty DOCKER_HOST is none", variables: ["DOCKER_HOST": ""],
            found: "unix:///var/run/docker.sock (the default)"),
        Case(
            testDescription: "DOCKER_HOST comes before DOCKER_CONTEXT",
            variables: ["DOCKER_HOST": "unix:///h", "DOCKER_CONTEXT": "build"],
            found: "unix:///h (named by DOCKER_HOST)"),
        Case(
            testDescription: "the context default is none",
            variables: ["DOCKER_CONTEXT": "default"],
            found: "unix:///var/run/docker.sock (the default)"),
        Case(
            testDescription: "the client's settings have no context",
            variables: ["HOME": "/home/me"], files: ["/home/me/.docker/config.json": "{}"],
            found: "unix:///var/run/docker.sock (the default)"),
        Case(
            testDescription: "ssh is refused with the way round", written: "ssh://me@box",
            found:
                "cannot find the Docker engine: `ssh://me@box` (named by environment.yaml or --endpoint) is "
                + "reached over SSH, which Pinion does not speak; forward the socket, "
                + "`ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock me@box`, "
                + "and name unix:///tmp/docker.sock"),
        Case(
            testDescription: "a context that is not there", written: "context://nowhere",
            variables: ["DOCKER_CONFIG": "/cfg"],
            found: "cannot find the Docker engine: there is no Docker context `nowhere` in "
                + "/cfg/contexts; see `docker context ls`, and name one that is there"),
    ]

    @Test(arguments: cases)
    func `an endpoint is found as the Docker client finds it`(_ one: Case) {
        let files = one.files
        let surroundings = DockerClientEnvironment(variables: one.variables) { path in
            files[path].map { Array($0.utf8) }
        }
        #expect(Self.found(one.written, surroundings) == one.found)
    }

    @Test func `a context brings its endpoint and its certificates`() throws {
        let meta =
            #"{"Name":"build","Endpoints":{"docker":{"Host":"tcp://b:2376","SkipTLSVerify":false}}}"#
        let surroundings = DockerClientEnvironment(
            variables: ["DOCKER_CONFIG": "/cfg", "DOCKER_CONTEXT": "build"]
        ) { path in
            if path.hasSuffix("/meta.json") { return Array(meta.utf8) }
            return path.hasSuffix("/docker/ca.pem") ? [0] : nil
        }
        let endpoint = try EngineEndpoint.resolve(nil, in: surroundings)
        #expect(endpoint.source == .context("build"))
        guard case .tls(let host, let port, let identity) = endpoint.address,
            case .only(let file) = identity.trust
        else {
            Issue.record("not TLS: \(endpoint)")
            return
        }
        #expect(host == "b" && port == 2376)
        #expect(file.hasPrefix("/cfg/contexts/tls/"))
        #expect(identity.certificate == nil)
    }

    @Test func `the folder of a context is the sum of its name`() throws {
        // printf build | sha256sum
        let sum = "44575cf5b28512d75644bf54a517dcef304ff809fd511747621b4d64f19aac66"
        let surroundings = DockerClientEnvironment(variables: ["DOCKER_CONFIG": "/cfg"]) { path in
            path == "/cfg/contexts/meta/\(sum)/meta.json"
                ? Array(#"{"Endpoints":{"docker":{"Host":"unix:///b"}}}"#.utf8) : nil
        }
        let endpoint = try EngineEndpoint.resolve("context://build", in: surroundings)
        #expect(endpoint.address == .unixSocket(path: "/b"))
    }

    private static func found(_ written: String?, _ surroundings: DockerClientEnvironment) -> String
    {
        do throws(RuntimeError) {
            return try EngineEndpoint.resolve(written, in: surroundings).description
        } catch {
            return error.description
        }
    }
}
