import PinionTesting
import Glibc
import PinionHTTP
import PinionModel
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
                for: row.registry, path: "shop/web")
            #expect(found == (row.isFound ? .password(user: "kim", Secret("hunter2")) : nil))
        }
    }

    @Test func `somebody who never logged in has nothing`() async throws {
        let nowhere = CredentialStore(environment: ["HOME": "/nowhere"], clock: .test())
        #expect(try await nowhere.credential(for: "r.example", path: "shop/web") == nil)
        let empty = CredentialStore(environment: [:], clock: .test())
        #expect(try await empty.credential(for: "r.example", path: "shop/web") == nil)
    }

    @Test(arguments: [
        ("r.example/shop/web", "shop/web"), ("r.example/shop/api", "shop"),
        ("r.example/shopping/web", "host"), ("r.example/shop", "shop"), ("r.example/x", "host"),
        ("r.example/shop/web/deep", "shop/web"), ("r.example/v2/tool", "v2/tool"),
        ("docker.io/kim/tool", "hub kim"), ("docker.io/library/nginx", "hub"),
        ("s.example/shop/web", ""),
    ])
    func `a login with a path counts for what lies under it, and the longest counts`(
        _ row: (repository: String, user: String)
    ) async throws {
        let keys = [
            "r.example": "host", "r.example/shop": "shop", "r.example/shop/web": "shop/web",
            "r.example/v2": "host too", "r.example/v2/tool": "v2/tool",
            "https://index.docker.io/v1/": "hub", "docker.io/kim": "hub kim",
            "s.example/other": "other", "https://s.example/other": "",
        ]
        let auths = keys.map { key, user in
            #""\#(key)":{"username":"\#(user)","password":"x"}"#
        }
        try await withFolder(#"{"auths":{\#(auths.joined(separator: ","))}}"#) {
            let repository = try ImageReference.Repository(parsing: row.repository)
            let found = try await CredentialStore(environment: $0, clock: .test()).credential(
                for: repository)
            #expect(found == (row.user.isEmpty ? nil : .password(user: row.user, Secret("x"))))
        }
    }

    @Test(arguments: [
        "", " \n", "{}", #"{"auths":null}"#, #"{"auths":{"s.example":{"auth":"!!"}}}"#,
        #"{"auths":{"s.example":7,"t.example":[],"u.example":{}}}"#, #"{"auths":{"r.example":{}}}"#,
        #"{"credHelpers":{"r.example":"","s.example":"../evil","t.example":7}}"#,
        #"{"credsStore":"general","credHelpers":{"r.example":""}}"#, #"{"credsStore":""}"#,
        #"{"credHelpers":{"s.example":"gone"}}"#, #"{"HttpHeaders":{},"psFormat":7}"#,
    ])
    func `what is empty, broken or foreign in a file concerns its own registry alone`(
        _ text: String
    ) async throws {
        try await withFolder(text) {
            let store = CredentialStore(environment: $0, clock: .test())
            let found = try await store.credential(for: "r.example", path: "shop/web")
            #expect(found == nil)
        }
    }

    @Test(arguments: [
        (#"{"credHelpers":{"r.example":"../evil"}}"#, "../evil"),
        (#"{"credHelpers":{"r.example":7}}"#, "the helper of r.example"),
        (#"{"credsStore":["x"]}"#, "`credsStore`"), ("[]", "no JSON object"),
    ])
    func `an entry that cannot be read is an error for its registry`(
        _ row: (text: String, words: String)
    ) async throws {
        try await withFolder(row.text) { environment in
            let error = await #expect(throws: CredentialError.self) {
                try await CredentialStore(environment: environment, clock: .test()).credential(
                    for: "r.example", path: "shop/web")
            }
            #expect("\(error!)".contains(row.words), "\(error!)")
        }
    }

    @Test func `variables come before Docker's file, and one that has nothing leaves the next`()
        async throws
    {
        func auths(_ host: String, _ user: String) -> String {
            #"{"auths":{"\#(host)":{"username":"\#(user)","password":"x"}}}"#
        }
        try await withFolder(auths("r.example", "file")) { environment in
            let other = environment["DOCKER_CONFIG"]! + "/auth.json"
            try WholeFile.write(Array(auths("r.example", "other").utf8), to: other)
            defer { unlink(other) }
            for (variables, user) in [
                ([:], "file"),
                (["DOCKER_AUTH_CONFIG": auths("r.example", "variable")], "variable"),
                (["DOCKER_AUTH_CONFIG": auths("s.example", "variable")], "file"),
                (["DOCKER_AUTH_CONFIG": ""], "file"), (["REGISTRY_AUTH_FILE": other], "other"),
                (
                    [
                        "REGISTRY_AUTH_FILE": other,
                        "DOCKER_AUTH_CONFIG": auths("r.example", "variable"),
                    ], "variable"
                ),
            ] as [([String: String], String)] {
                let store = CredentialStore(
                    environment: environment.merging(variables) { $1 }, clock: .test())
                let found = try await store.credential(for: "r.example", path: "shop/web")
                #expect(found == .password(user: user, Secret("x")))
            }
        }
    }

    @Test(arguments: [
        (["DOCKER_AUTH_CONFIG": "hunter2"], "DOCKER_AUTH_CONFIG"),
        (["REGISTRY_AUTH_FILE": "/nowhere/auth.json"], "/nowhere/auth.json"),
    ])
    func `a variable that leads to nothing is an error without its text`(
        _ row: (variables: [String: String], words: String)
    ) async throws {
        let store = CredentialStore(environment: row.variables, clock: .test())
        let error = await #expect(throws: CredentialError.self) {
            try await store.credential(for: "r.example", path: "shop/web")
        }
        #expect("\(error!)".contains(row.words))
        #expect(!"\(error!)".contains("hunter2"))
    }

    @Test func `a helper is asked once for a registry, whatever repositories it has`() async throws
    {
        let script =
            #"read host; echo x >> "$DOCKER_CONFIG/asked"; echo '{"Username":"a","Secret":"b"}'"#
        try await withFolder(#"{"credsStore":"general"}"#, helpers: ["general": script]) {
            let store = CredentialStore(environment: $0, clock: .test())
            for number in 0..<5 {
                _ = try await store.credential(for: "r.example", path: "shop/s\(number)")
            }
            let asked = $0["DOCKER_CONFIG"]! + "/asked"
            defer { unlink(asked) }
            let times = try WholeFile.read(asked, limit: 100)
            #expect(times == Array("x\n".utf8))
        }
    }

    @Test(arguments: [
        "{", #"{"auths":{"r.example":{"auth":"!!"}}}"#, #"{"auths":{"r.example":{"auth":"a2lt"}}}"#,
    ])
    func `a broken file is an error that shows no secret`(_ text: String) async throws {
        try await withFolder(text) { environment in
            let error = await #expect(throws: CredentialError.self) {
                try await CredentialStore(environment: environment, clock: .test()).credential(
                    for: "r.example", path: "shop/web")
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
            let special = try await store.credential(for: "r.example", path: "shop/web")
            let general = try await store.credential(for: "s.example", path: "shop/web")
            #expect(special == .password(user: "AWS", Secret("r.example")))
            #expect(general == .identityToken(Secret("id")))
        }
    }

    @Test func `a helper of Docker Hub is asked for its old address`() async throws {
        let script = #"read host; echo "{\"Username\":\"kim\",\"Secret\":\"$host\"}""#
        try await withFolder(#"{"credsStore":"general"}"#, helpers: ["general": script]) {
            let found = try await CredentialStore(environment: $0, clock: .test()).credential(
                for: "docker.io", path: "library/nginx")
            #expect(found == .password(user: "kim", Secret("https://index.docker.io/v1/")))
        }
    }

    @Test func `a helper that keeps nothing leaves the file`() async throws {
        let config = #"{"auths":{"r.example":{"auth":"a2ltOmh1bnRlcjI="}},"credsStore":"general"}"#
        let script = "echo 'credentials not found in native keychain'; exit 1"
        try await withFolder(config, helpers: ["general": script]) {
            let found = try await CredentialStore(environment: $0, clock: .test()).credential(
                for: "r.example", path: "shop/web")
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
                    for: "r.example", path: "shop/web")
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
