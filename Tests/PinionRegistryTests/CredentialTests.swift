import PinionTesting
import Glibc
import PinionHTTP
import PinionProcess
import PinionTesting
import Testing

@testable import PinionRegistry

@Suite(.timeLimit(.minutes(10)))
struct CredentialTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let key: String
        let registry: String
        let isFound: Bool
        var testDescription: String { "\(registry) under \(key)" }

        init(_ key: String, _ registry: String, _ isFound: Bool) {
            self.key = key
            self.registry = registry
            self.isFound = isFound
        }
    }

    @Test(arguments: [
        Case("r.example", "r.example", true),
        Case("https://r.example", "r.example", true),
        Case("https://r.example/v1/", "r.example", true),
        Case("R.Example", "r.example", true),
        Case("r.example:5000", "r.example:5000", true),
        Case("r.example:5000", "r.example", false),
        Case("r.example", "r.example:5000", false),
        Case("r.example", "r.example.evil", false),  // never a part of a name
        Case("r.example", "evil-r.example", false),
        Case("https://index.docker.io/v1/", "docker.io", true),
        Case("index.docker.io", "docker.io", true),
        Case("docker.io", "docker.io", true),
        Case("registry-1.docker.io", "docker.io", true),
        Case("https://index.docker.io/v1/", "r.example", false),
    ])
    func `a login belongs to exactly one host`(_ row: Case) async throws {
        try await withFolder(#"{"auths":{"\#(row.key)":{"auth":"a2ltOmh1bnRlcjI="}}}"#) {
            let found = try await CredentialStore(environment: $0, clock: .test()).credential(
                for: row.registry)
            #expect(found == (row.isFound ? .password(user: "kim", Secret("hunter2")) : nil))
        }
    }

    @Test func `somebody who never logged in has nothing`() async throws {
        let nowhere = CredentialStore(environment: ["HOME": "/nowhere"], clock: .test())
        #expect(try await nowhere.credential(for: "r.example") == nil)
        let empty = CredentialStore(environment: [:], clock: .test())
        #expect(try await empty.credential(for: "r.example") == nil)
    }

    @Test(arguments: [
        "{", #"{"auths":{"r.example":{"auth":"!!"}}}"#, #"{"auths":{"r.example":{"auth":"a2lt"}}}"#,
    ])
    func `a broken file is an error that shows no secret`(_ text: String) async throws {
        try await withFolder(text) { environment in
            let error = await #expect(throws: CredentialError.self) {
                try await CredentialStore(environment: environment, clock: .test()).credential(
                    for: "r.example")
            }
            #expect("\(error!)".contains("config.json"))
        }
    }

    @Test func `a helper of the registry comes before the store and the file`() async throws {
        let config = """
            {"auths":{"r.example":{"auth":"a2ltOmh1bnRlcjI="},"s.example":{}},
             "credsStore":"general","credHelpers":{"r.example":"special"}}
            """
        try await withFolder(
            config,
            helpers: [
                "special": #"read host; echo "{\"Username\":\"AWS\",\"Secret\":\"$host\"}""#,
                "general": #"echo '{"Username":"<token>","Secret":"id"}'"#,
            ]
        ) { environment in
            let store = CredentialStore(environment: environment, clock: .test())
            let special = try await store.credential(for: "r.example")
            let general = try await store.credential(for: "s.example")
            #expect(special == .password(user: "AWS", Secret("r.example")))
            #expect(general == .identityToken(Secret("id")))
        }
    }

    @Test func `a helper of Docker Hub is asked for its old address`() async throws {
        let script = #"read host; echo "{\"Username\":\"kim\",\"Secret\":\"$host\"}""#
        try await withFolder(#"{"credsStore":"general"}"#, helpers: ["general": script]) {
            let found = try await CredentialStore(environment: $0, clock: .test()).credential(
                for: "docker.io")
            #expect(found == .password(user: "kim", Secret("https://index.docker.io/v1/")))
        }
    }

    @Test func `a helper that keeps nothing leaves the file`() async throws {
        let config = #"{"auths":{"r.example":{"auth":"a2ltOmh1bnRlcjI="}},"credsStore":"general"}"#
        let script = "echo 'credentials not found in native keychain'; exit 1"
        try await withFolder(config, helpers: ["general": script]) {
            let found = try await CredentialStore(environment: $0, clock: .test()).credential(
                for: "r.example")
            #expect(found == .password(user: "kim", Secret("hunter2")))
        }
    }

    @Test(arguments: [
        "exit 1", "echo hunter2", "echo '{}'", "head -c 100000 /dev/zero",
        #"echo '{"Secret":"hunter2"}'"#,
    ])
    func `a helper that fails is an error that shows no secret`(_ script: String) async throws {
        try await withFolder(#"{"credsStore":"general"}"#, helpers: ["general": script]) {
            environment in
            let error = await #expect(throws: CredentialError.self) {
                try await CredentialStore(environment: environment, clock: .test()).credential(
                    for: "r.example")
            }
            #expect("\(error!)".contains("docker-credential-general"))
            #expect(!"\(error!)".contains("hunter2"))
        }
    }

    @Test func `a helper that hangs is ended`() async throws {
        try await withFolder("{}", helpers: ["slow": "exec sleep 600"]) { environment in
            let helper = CredentialHelper(
                name: "slow", environment: environment, clock: .system, deadline: .milliseconds(200)
            )
            let error = await #expect(throws: CredentialError.self) {
                try await helper.credential(for: "r.example")
            }
            #expect("\(error!)".contains("did not answer"))
        }
    }

    @Test func `a helper that is not installed is named`() async throws {
        let helper = CredentialHelper(
            name: "gone", environment: ["PATH": "/nowhere"], clock: .test())
        await #expect(throws: CredentialError.helperMissing("gone")) {
            try await helper.credential(for: "r.example")
        }
    }

    @Test(arguments: ["../evil", "a b", "", "a;b"])
    func `a helper's name is a name`(_ name: String) async throws {
        let helper = CredentialHelper(name: name, environment: [:], clock: .test())
        await #expect(throws: CredentialError.helperName(name)) {
            try await helper.credential(for: "r.example")
        }
    }
}

/// A folder with Docker's `config.json` and credential helpers, and an environment that leads there.
func withFolder(
    _ config: String, helpers: [String: String] = [:],
    _ work: ([String: String]) async throws -> Void
) async throws {
    let folder = "/tmp/pinion-docker-\(UInt64.random(in: 0 ... .max))"
    #expect(mkdir(folder, 0o700) == 0)
    var files = ["config.json": config]
    for (name, script) in helpers { files["docker-credential-\(name)"] = "#!/bin/sh\n" + script }
    for (name, text) in files {
        try WholeFile.write(Array((text + "\n").utf8), to: folder + "/" + name)
        chmod(folder + "/" + name, 0o700)
    }
    defer {
        for name in files.keys { unlink(folder + "/" + name) }
        rmdir(folder)
    }
    try await work([
        "DOCKER_CONFIG": folder, "HOME": "/nowhere", "PATH": folder + ":/usr/bin:/bin",
    ])
}
