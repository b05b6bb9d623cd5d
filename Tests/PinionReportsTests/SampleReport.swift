import PinionDecisions
import PinionModel
import PinionReconcile
import PinionTesting

/// One report with every kind of thing that a report can hold.
enum SampleReport {
    static let pinned = Digest.numbered(1)
    static let other = Digest.numbered(2)

    static func image(_ name: String, _ digest: Digest = pinned) -> PinnedImage {
        .test("r.example.com/shop/\(name):1.8.3", digest)
    }

    static func commit(_ letter: Character) -> CommitID {
        guard let id = CommitID(parsing: String(repeating: letter, count: 40)) else {
            fatalError("\(letter) is no commit")
        }
        return id
    }

    static func name(_ text: String) -> Environment.Name {
        guard let name = Environment.Name(parsing: text) else { fatalError("\(text) is no name") }
        return name
    }

    /// A production that drifted, a staging in step, and an environment that cannot be read.
    static let mixed = Report(
        generatedAt: .test,
        environments: [
            EnvironmentReport(production), EnvironmentReport(staging),
            EnvironmentReport(
                name: "broken",
                failure:
                    """
                    environments/broken/pins.yaml:3:10: `nginx` has no digest; write \
                    registry/repository:tag@sha256:…
                    environments/broken/pins.yaml:4:3: `web` is pinned twice; remove one of them
                    """
            ),
        ])

    static let staging: EnvironmentResult = {
        var result = EnvironmentResult(
            environment: name("staging"), commit: commit("b"),
            assessment: Assessment(
                services: [
                    ServiceAssessment(name: "web", containers: [container("web")], findings: [])
                ], plan: Plan(environment: name("staging"), changes: [])))
        result.planHash = .numbered(7)
        return result
    }()

    static let production: EnvironmentResult = {
        var result = EnvironmentResult(
            environment: name("production"), commit: commit("a"),
            assessment: Assessment(
                services: services, plan: Plan(environment: name("production"), changes: changes)))
        result.planHash = .numbered(9)
        result.refusals = [.needsApproval(.numbered(9))]
        result.results = results
        result.closed = ClosedRun(
            holder: IntentHolder(run: "r0", host: "ci-2", boot: "b", process: "76@1"),
            isBroken: false)
        result.heldBy = IntentHolder(run: "r1", host: "ci-3", boot: "b", process: "77@1")
        result.findings = [
            Finding(
                .unreachable, severity: .notice,
                message: "registry r.example.com could not be asked: no answer within 10 s")
        ]
        return result
    }()

    static func container(
        _ name: String, declared: String? = nil, template: String? = nil,
        running: [RunningCount] = [RunningCount(digest: pinned, instances: 3)],
        hold: ReportedHold? = nil
    ) -> ContainerAssessment {
        ContainerAssessment(
            name: name, pin: image(name),
            declared: declared.map { .test($0) } ?? image(name).reference,
            template: template.map { .test($0) }, running: running, hold: hold)
    }

    /// A hold that was brought some days before the report.
    static func hold(days: Int, _ hold: Hold, isWhole: Bool = true) -> ReportedHold {
        let revision = Revision(
            id: commit("c"), author: "Ada <ada@example.com>",
            authored: .test + .seconds(-86_400 * days - 7_200), subject: "Hold it")
        return ReportedHold(hold, since: isWhole ? .commit(revision) : .before(revision))
    }

    private static let services = [
        ServiceAssessment(
            name: "web",
            containers: [
                container(
                    "web", declared: "r.example.com/shop/web:latest",
                    template: "r.example.com/shop/web:latest",
                    running: [
                        RunningCount(digest: other, instances: 2),
                        RunningCount(digest: nil, instances: 1),
                    ])
            ],
            findings: [
                Finding(
                    .declaredFloating, container: "web",
                    message:
                        "declared as r.example.com/shop/web:latest, without a digest; a restart "
                        + "now would pull \(other), which is not the pin",
                    firstSeen: .test,
                    wouldPull: WouldPull(on: .restart, digest: other, isPin: false),
                    changedBy: Attribution(who: "stack deploy", at: .test)),
                Finding(
                    .runningDiffers, container: "web",
                    message:
                        "2 of 3 instances run \(other); the pin is "
                        + "\(image("web").reference.familiar)"
                ),
            ]),
        ServiceAssessment(
            name: "api",
            containers: [
                container(
                    "app",
                    hold: hold(
                        days: 3,
                        Hold(
                            refuse: [other], reason: "memory leak",
                            until: CalendarDate(parsing: "2026-12-01")))),
                container(
                    "proxy",
                    hold: hold(
                        days: 80,
                        Hold(
                            refuse: [other], reason: "slow",
                            until: CalendarDate(parsing: "2026-11-01")))),
            ],
            findings: [
                Finding(
                    .changePending, container: "app",
                    message: "git is ahead: it waits for the next run"),
                Finding(
                    .templateFloating, container: "proxy",
                    message: "a re-creation would use proxy:latest",
                    wouldPull: WouldPull(on: .recreation, digest: nil, isPin: nil)),
            ]),
        ServiceAssessment(
            name: "mail",
            containers: [
                container("mail", hold: hold(days: 400, Hold(reason: "year-end"), isWhole: false))
            ], findings: []),
    ]

    private static let changes = [
        PlannedChange(
            key: ContainerKey(service: "web", container: "web"),
            declared: "r.example.com/shop/web:latest", image: image("web"), cause: .repair,
            restartsIdenticalBits: true, observed: .test("web", image("web").reference)),
        PlannedChange(
            key: ContainerKey(service: "api", container: "app"), declared: "", image: image("app"),
            cause: .newPin, restartsIdenticalBits: false, obstacle: .failedBefore(pinned),
            observed: .test("api", image("app").reference)),
    ]

    static let results = [
        RecordedResult(
            change: RecordedChange(
                container: ContainerKey(service: "mail", container: "mail"),
                before: other.description, after: image("mail")), verdict: .verified,
            running: [pinned]),
        RecordedResult(
            change: RecordedChange(
                container: ContainerKey(service: "web", container: "web"), before: "x:latest",
                after: image("web")), verdict: .failed("it restarts for ever"), running: [other]),
    ]

    /// The commit of the log's newer entries; the older one cannot be read.
    static let commits = [
        commit("a"): Revision(
            id: commit("a"), author: "Ada <ada@example.com>", authored: .test,
            subject: "production: move web and mail")
    ]

    /// A log with every kind of entry, newest first.
    static let log: [LedgerEntry] = [
        LedgerEntry(
            at: .test + .seconds(90), run: "r2",
            event: .observation(
                RecordedObservation(
                    commit: commit("a"), baseline: [:],
                    findings: [
                        FindingKey(kind: .declaredFloating, service: "web", container: "web")
                    ],
                    tags: [image("web").repository: pinned]))),
        LedgerEntry(
            at: .test + .seconds(60), run: "r1",
            event: .outcome(
                RunOutcome(
                    commit: commit("a"), planHash: .numbered(9), seconds: 31, results: results))),
        LedgerEntry(
            at: .test + .seconds(29), run: "r1",
            event: .intent(
                Intent(
                    holder: IntentHolder(run: "r1", host: "ci-3", boot: "b", process: "77@1"),
                    expires: .test + .seconds(660), commit: commit("a"), planHash: .numbered(9),
                    changes: results.map(\.change),
                    authorities: [
                        Authority(kind: .approval, who: "ada", reason: "\(Digest.numbered(9))")
                    ]))),
        LedgerEntry(
            at: .test, run: "r0",
            event: .observation(
                RecordedObservation(
                    commit: commit("b"),
                    baseline: [
                        ContainerKey(service: "mail", container: "mail"): image("mail", other)
                    ],
                    findings: [
                        FindingKey(kind: .serviceMissing, service: "web", container: ""),
                        FindingKey(kind: .containerUntracked, service: "api", container: "proxy"),
                    ]))),
    ]
}
