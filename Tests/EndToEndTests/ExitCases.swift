/// What every command ends with, a row a situation.
enum ExitCases {
    /// Commands that only look.
    static let looking: [ExitCase] = [
        ExitCase(
            "status in step", "status", 0,
            says: ["SERVICE  PRODUCTION", "synced 1.8.3", "2 synced"]),
        ExitCase("drift in step", "drift production", 0, says: ["2 synced"]),
        ExitCase("plan without changes", "plan", 0, says: ["no changes"]),
        ExitCase(
            "log of a baseline", "log production", 0,
            says: ["baseline", "2 containers in step for the first time"]),
        ExitCase(
            "log of nothing", "log production", 0, says: ["nothing was applied to production yet"],
            isKnown: false),
        ExitCase(
            "status, git ahead", "status", 2, says: ["progressing", "change-pending"],
            arrange: ahead),
        ExitCase(
            "drift, git ahead", "drift", 2, says: ["it waits for the next run"], arrange: ahead),
        ExitCase(
            "plan with a change", "plan", 2, says: ["~ web  new pin", "1 change, plan sha256:"],
            arrange: ahead),
        ExitCase(
            "plan of the commit before", "plan --at HEAD~1", 0, says: ["no changes"],
            arrange: ahead),
        ExitCase(
            "plan of a commit before the first", "plan --at HEAD~99", 1,
            says: ["there is no commit", "its history has no such parent"], arrange: ahead),
        ExitCase("plan of another branch", "plan --at before", 0, says: ["no changes"]) { shop in
            try await shop.git("branch", "before")
            try await shop.pin("web", to: SampleImage.web190)
        },
        ExitCase(
            "status, a service missing", "status", 2, says: ["service-missing"],
            environments: [without("worker")]),
        ExitCase(
            "status, a service untracked", "status", 2, says: ["at-risk", "service-untracked"],
            environments: [untracked]),
        ExitCase(
            "an environment that is not there", "status prodution", 1,
            says: ["there is no environment `prodution`", "did you mean `production`?"]),
        ExitCase("the same for log", "log staging", 1, says: ["there is no environment `staging`"]),
        ExitCase(
            "the same for reconcile", "reconcile staging", 1,
            says: ["there is no environment `staging`"]),
        ExitCase(
            "a revision that is not there", "plan --at 0123456789", 1,
            says: ["there is no commit", "0123456789", "name it by a branch"]),
        ExitCase(
            "a branch that is not there", "status", 1,
            says: ["there is no branch trunk", "name the tracked branch as `branch`"],
            settings: "images: layout:.pinion/images\nbranch: trunk\n", isKnown: false),
        ExitCase(
            "a remote that is not there", "status", 1, says: ["there is no remote", "upstream"],
            settings: "images: layout:.pinion/images\nremote: upstream\n", isKnown: false),
        ExitCase(
            "a repository without environments", "status", 1, says: ["pinion init"],
            environments: [], isKnown: false),
        ExitCase("an unknown option", "status --colour", 64, says: ["Unknown option '--colour'"]),
        ExitCase("an unknown command", "stauts", 64, says: ["stauts"]),
        ExitCase("a format that is not there", "status --format xml", 64, says: ["xml"]),
        ExitCase(
            "a hash that is none", "reconcile --approve abc", 64, says: ["is not a plan hash"]),
        ExitCase(
            "a commit that is no id", "reconcile --accept-rewrite main", 64,
            says: ["is not a full commit id"]),
        ExitCase(
            "a log of nothing at all", "log production --limit 0", 64,
            says: ["--limit must be at least 1"]),
        ExitCase(
            "init without a runtime", "init staging", 64,
            says: ["--sandbox FILE, --docker, --swarm or --ecs CLUSTER"]),
        ExitCase(
            "init over an environment", "init production --sandbox x.json", 1,
            says: ["init overwrites nothing"]),
        ExitCase(
            "init of a bad name", "init Prod --sandbox x.json", 64,
            says: ["is not an environment's name"]),
    ]

    /// `reconcile` under the rules.
    static let reconciling: [ExitCase] = [
        ExitCase("nothing to do", "reconcile", 0, says: ["nothing to change"]),
        ExitCase(
            "a new pin", "reconcile", 0, says: ["applied and verified web"], changes: .sandbox,
            arrange: ahead),
        ExitCase(
            "a service that is not pinned", "reconcile", 0, says: ["service-untracked"],
            environments: [untracked]),
        ExitCase(
            "the same, strictly", "reconcile --strict", 2, says: ["service-untracked"],
            environments: [untracked]),
        ExitCase(
            "a service that is missing", "reconcile", 2, says: ["service-missing"],
            environments: [without("worker")]),
        ExitCase(
            "`apply: never`", "reconcile", 2, says: ["1 change not made"],
            environments: [behind(["apply: never"])],
            isKnown: false),
        ExitCase(
            "no `apply` at all", "reconcile", 2, says: ["1 change not made"],
            environments: [behind([])], isKnown: false),
        ExitCase(
            "`apply: manual`, not approved", "reconcile", 3,
            says: ["changes need an approval", "pinion reconcile --approve sha256:"],
            changes: .ledger,
            environments: [behind(["apply: manual"])]),
        ExitCase(
            "the wrong approval", "reconcile --approve \(otherHash)", 3,
            says: [
                "the approval is for the plan \(otherHash)", "~ web  new pin",
                "1 change not made, plan sha256:",
            ],
            changes: .ledger, environments: [behind(["apply: manual"])]),
        ExitCase(
            "an approval where none is asked for, of another plan",
            "reconcile --approve \(otherHash)", 3,
            says: ["the approval is for the plan"], changes: .ledger,
            environments: [behind(["apply: automatic"])]),
        ExitCase(
            "more changes than the limit", "reconcile", 3,
            says: ["2 changes are more than limits.changes", "(1)"],
            changes: .ledger, environments: [twoBehind]),
        ExitCase(
            "one of them alone", "reconcile --only web", 2,
            says: ["applied and verified web", "~ worker"],
            changes: .sandbox, environments: [twoBehind]),
        ExitCase(
            "a service that is not there, alone", "reconcile --only wbe", 1,
            says: ["there is no service wbe"],
            environments: [twoBehind]),
        ExitCase(
            "a freeze", "reconcile", 3, says: ["new pins wait for the freeze to end", "year-end"],
            changes: .ledger,
            environments: [behind(["apply: automatic", "freeze: { reason: year-end }"])]),
        ExitCase(
            "a freeze that is overridden", "reconcile --override outage", 0,
            says: ["applied and verified web"], changes: .sandbox,
            environments: [behind(["apply: automatic", "freeze: { reason: year-end }"])]),
        ExitCase(
            "a window that is closed", "reconcile", 3,
            says: ["new pins wait for the window to open"], changes: .ledger,
            environments: [
                behind([
                    "apply: automatic",
                    "windows: [ { deny: \"Mon 00:00 - Sun 23:59\", timezone: UTC } ]",
                ])
            ]),
        ExitCase(
            "plan in a freeze", "plan", 3, says: ["refused: new pins wait for the freeze"],
            environments: [behind(["apply: automatic", "freeze: { reason: year-end }"])],
            isKnown: false),
        ExitCase(
            "a rule that is not enforced yet", "reconcile", 3,
            says: ["environments/production/environment.yaml:3:1", "does not enforce `trust` yet"],
            changes: .ledger,
            environments: [behind(["apply: automatic", "trust: { commits: allowed_signers }"])]),
        ExitCase(
            "a promotion, which bars no pin of a commit", "reconcile production", 0,
            says: ["applied"], changes: .sandbox,
            environments: [
                behind(["apply: automatic", "promotion: { from: staging, soak: 24h }"]),
                ShopEnvironment(name: "staging"),
            ]),
        ExitCase(
            "a rule that is not enforced, and nothing to change", "reconcile", 0,
            says: ["nothing to change"],
            environments: [
                ShopEnvironment(rules: ["apply: automatic", "trust: { commits: allowed_signers }"])
            ]),
    ]

    /// What cannot be read or asked.
    static let failing: [ExitCase] = [
        ExitCase(
            "an engine that does not answer beside a healthy environment", "status", 1,
            says: ["SERVICE  PRODUCTION    STAGING", "synced 1.8.3", "/nonexistent/docker.sock"],
            environments: [ShopEnvironment(), engine("docker", "project: shop")], isKnown: false),
        ExitCase(
            "a Swarm that does not answer beside a healthy environment", "reconcile", 1,
            says: ["nothing to change", "/nonexistent/docker.sock"], changes: .ledger,
            environments: [ShopEnvironment(), engine("swarm", "stack: shop")], isKnown: false),
        ExitCase(
            "a sandbox that is not there", "status", 1,
            says: ["there is no such file", "pinion sandbox create"],
            isKnown: false
        ) { shop in try await shop.git("clean", "-dxfq", ".pinion/sandbox") },
        ExitCase(
            "a sandbox that does not answer", "reconcile", 1, says: ["it does not answer"],
            isKnown: false
        ) { shop in
            let file = try shop.read(".pinion/sandbox/production.json")
            try shop.write(
                file.replacing(#""serial": 100,"#, with: #""serial": 100, "silent": true,"#),
                to: ".pinion/sandbox/production.json")
        },
        ExitCase(
            "a registry whose answer is needed, and which is silent", "reconcile", 1,
            says: ["unreachable", "127.0.0.1:1"], changes: .ledger,
            environments: [unreachableRegistry], settings: nil,
            isKnown: false),
        ExitCase(
            "a registry that is silent where all is in step", "drift", 1,
            says: ["unverified unreachable: registry 127.0.0.1:1 could not be asked"],
            environments: [silentRegistry], settings: nil, isKnown: false),
        ExitCase(
            "the same, where its answer is not needed", "status", 0, says: ["synced 1.8.3"],
            environments: [silentRegistry], settings: nil, isKnown: false),
        ExitCase(
            "files with mistakes, beside a healthy environment", "status", 1,
            says: [
                "environments/staging/environment.yaml:2:1", "did you mean `apply`",
                "environments/staging/pins.yaml:2:8",
                "environments/staging/pins.yaml:3:11", "synced 1.8.3",
            ], isKnown: false
        ) { shop in
            try shop.write(
                "runtime: { sandbox: { state: x.json } }\naply: manual\n",
                to: "environments/staging/environment.yaml")
            try shop.write(
                "services:\n  web: nginx:latest\n  worker: nginx\n",
                to: "environments/staging/pins.yaml")
            try await shop.publish("Add staging")
        },
    ]
}

extension ExitCases {
    static let otherHash = "sha256:\(String(repeating: "0", count: 64))"

    private static let ahead: @Sendable (Shop) async throws -> Void = { shop in
        try await shop.pin("web", to: SampleImage.web190)
    }

    /// Web runs an older build than the pin.
    private static func behind(_ rules: [String]) -> ShopEnvironment {
        ShopEnvironment(
            rules: rules,
            services: [
                SandboxFixture("web", SampleImage.web182),
                SandboxFixture("worker", SampleImage.worker),
            ])
    }

    private static let twoBehind = ShopEnvironment(
        rules: ["apply: automatic", "limits: { changes: 1 }"],
        pins: ["web": SampleImage.web183, "worker": SampleImage.api421],
        services: [
            SandboxFixture("web", SampleImage.web182), SandboxFixture("worker", SampleImage.api420),
        ])

    private static func without(_ service: String) -> ShopEnvironment {
        ShopEnvironment(services: [SandboxFixture("web", SampleImage.web183)])
    }

    private static let untracked = ShopEnvironment(services: [
        SandboxFixture("web", SampleImage.web183), SandboxFixture("worker", SampleImage.worker),
        SandboxFixture("cron", SampleImage.worker),
    ])

    private static func engine(_ kind: String, _ scope: String) -> ShopEnvironment {
        ShopEnvironment(
            name: "staging",
            runtime:
                "{ \(kind): { endpoint: \"unix:///nonexistent/docker.sock\", \(scope), id: abc } }")
    }

    private static let unreachableRegistry = unreachable(SampleImage.web182)
    private static let silentRegistry = unreachable(SampleImage.web183)

    /// A pin of a registry that does not answer, and what runs.
    private static func unreachable(_ running: String) -> ShopEnvironment {
        let here = { (reference: String) in
            reference.replacing("registry.example.com", with: "127.0.0.1:1")
        }
        return ShopEnvironment(
            pins: ["web": here(SampleImage.web183)],
            services: [SandboxFixture("web", here(running))])
    }
}
