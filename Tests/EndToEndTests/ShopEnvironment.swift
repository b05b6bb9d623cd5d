/// One environment of a ``Shop``: its files, and what its sandbox runs at first.
struct ShopEnvironment: Sendable {
    /// The folder's name.
    var name = "production"
    /// The `runtime` block; a sandbox of its own if `nil`.
    var runtime: String?
    /// The lines of `environment.yaml` after the runtime.
    var rules = ["apply: automatic"]
    /// The pins.
    var pins = ["web": SampleImage.web183, "worker": SampleImage.worker]
    /// What the sandbox holds; `nil` runs every pin.
    var services: [SandboxFixture]?
    /// How many looks a rollout takes.
    var rolloutSteps = 0

    /// The text of `environment.yaml`.
    var environmentFile: String {
        let block = runtime ?? "{ sandbox: { state: \(sandboxPath) } }"
        return (["runtime: \(block)"] + rules).joined(separator: "\n") + "\n"
    }

    /// The text of `pins.yaml`.
    var pinsFile: String {
        let lines = pins.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
        return (["services:"] + lines).joined(separator: "\n") + "\n"
    }

    /// The sandbox's file, relative to the working copy.
    var sandboxPath: String { ".pinion/sandbox/\(name).json" }

    /// The text of the sandbox's file.
    var sandboxFile: String {
        let services =
            services ?? pins.sorted { $0.key < $1.key }.map { SandboxFixture($0.key, $0.value) }
        let members = services.map(\.json).joined(separator: ",\n")
        return """
            {"schema": "pinion/sandbox/v1", "serial": 100, "rolloutSteps": \(rolloutSteps), "services": {
            \(members)
            }}

            """
    }
}

/// A service of a sandbox, of one container that has its name.
struct SandboxFixture: Sendable {
    let name: String
    let declared: String
    let template: String
    let runs: String
    let instances: Int
    let failures: [String]

    /// A service that declares a reference, and runs its digest unless another one is given.
    init(
        _ name: String, _ declared: String, template: String? = nil, runs: String? = nil,
        instances: Int = 2,
        failures: [String] = []
    ) {
        self.name = name
        self.declared = declared
        self.template = template ?? declared
        self.runs = SampleImage.digest(of: runs ?? declared)
        self.instances = instances
        self.failures = failures
    }

    /// The member of the sandbox's file.
    var json: String {
        let copies = (0..<instances).map { slot in
            #"{"id": "\#(name).\#(slot + 1).\#(slot + 1)", "started": "2026-01-01T00:00:00Z", "runs": {"\#(name)": "\#(runs)"}}"#
        }
        return #"""
            "\#(name)": {"id": "1-1767225600", "created": "2026-01-01T00:00:00Z", "version": 1,
              "changedBy": {"who": "infrastructure", "at": null}, "desired": \#(instances),
              "containers": {"\#(name)": {"template": "\#(template)", "declared": "\#(declared)"}},
              "instances": [\#(copies.joined(separator: ", "))],
              "failures": [\#(failures.map { "\"\($0)\"" }.joined(separator: ", "))]}
            """#
    }
}
