import PinionTesting
import Testing

/// What a unit of systemd runs, and who is told of it.
@Suite(.timeLimit(.minutes(10)))
struct WiringUnitTests {
    struct End: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: Int32
        let output: String
        /// What the unit ends with.
        let unit: Int32
    }

    static let ends: [End] = [
        End(testDescription: "in step", code: 0, output: "all well", unit: 0),
        End(
            testDescription: "differences remain", code: 2,
            output: "    progress change-pending: m",
            unit: 0),
        End(
            testDescription: "a critical finding of code 2", code: 2,
            output: "    critical running-differs: m", unit: 2),
        End(
            testDescription: "nobody could look", code: 2,
            output: "    unverified unreachable: m", unit: 2),
        End(
            testDescription: "another run is at work", code: 75,
            output: "    critical running-differs: m", unit: 0),
        End(testDescription: "a failed change", code: 1, output: "error: m", unit: 1),
        End(testDescription: "a rule refused", code: 3, output: "  refused: m", unit: 3),
        End(testDescription: "asked to end", code: 143, output: "", unit: 143),
    ]

    @Test(arguments: ends)
    func `a unit fails each time that there is something to onAction of, and prints everything`(
        end: End
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let said = try scratch.write(end.output, to: "said")
            let command = ["sh", "-c", "cat \(said); exit \(end.code)"]
            for _ in 1...2 {
                let run = try await Wiring.script(
                    "quietly", ["--unit", "u.service", "0,2,75"] + command, in: shop
                ).run()
                #expect(run.end == .exited(end.unit))
                #expect(run.output == (end.output.isEmpty ? "" : end.output + "\n"))
            }
        }
    }

    @Test
    func `people are mailed once, at the reminder, and at once when it changes or comes back`()
        async throws
    {
        try await withScratch { scratch in
            let unit = try await Unit(in: scratch)
            let critical = "    critical running-differs: m\n"
            #expect(try await unit.mails(critical))
            #expect(try await !unit.mails(critical + "      first seen 2026-11-30T01:02:03Z\n"))
            #expect(try await !unit.mails(critical + "    progress change-pending: 2 of 3\n"))
            #expect(try await unit.mails(critical, ["0"]))
            #expect(try await unit.mails(critical + critical))
            #expect(try await unit.mails("error: 2026-11-30T01:02:03Z no answer\n", status: "1"))
            #expect(try await !unit.mails("error: 2026-11-30T01:07:03Z no answer\n", status: "1"))
            // The same words with another end are another thing.
            #expect(try await unit.mails("error: no answer\n", status: "3"))
            #expect(try await unit.mails("", result: "timeout"))
            #expect(try await !unit.mails("", result: "timeout"))
            // Another run's lock says nothing of it; a run in step ends it.
            #expect(try await unit.mails(critical))
            try await unit.ends(75)
            #expect(try await !unit.mails(critical))
            try await unit.ends(0)
            #expect(try await unit.mails(critical))
        }
    }

    @Test
    func `a mail names the unit and what its run said, and one that was not sent is sent again`()
        async throws
    {
        try await withScratch { scratch in
            let unit = try await Unit(in: scratch)
            try scratch.write("", to: "refuse")
            #expect(try await !unit.mails("error: m\n", status: "1"))
            try await Command("rm", [scratch.path(of: "refuse")]).succeed()
            #expect(try await unit.mails("error: m\n", status: "1"))
            let text = try scratch.read("mail")
            #expect(text.hasPrefix("To: platform@example.com\nSubject: u.service failed on "))
            #expect(text.hasSuffix("\n\nerror: m\n\nIt ended with 1 (exit-code).\n"))
            #expect(try scratch.read("asked").contains("_SYSTEMD_INVOCATION_ID=run1"))
        }
    }

    @Test func `before systemd 251 systemctl says of which run, and what it ended with`()
        async throws
    {
        try await withScratch { scratch in
            let unit = try await Unit(in: scratch)
            for isFirst in [true, false] {
                let isMailed = try await unit.mails(
                    "error: m\n", status: nil, result: nil, run: nil)
                #expect(isMailed == isFirst)
            }
            #expect(try await unit.mails("error: n\n", status: nil, result: nil, run: nil))
            let mail = try scratch.read("mail")
            #expect(mail.hasSuffix("\n\nerror: n\n\nIt ended with 1 (exit-code).\n"))
        }
    }

    @Test func `SIGTERM reaches the command once, and its last words and its end are kept`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let command = try scratch.write(
                """
                #!/bin/sh
                trap 'echo asked >>\(scratch.path(of: "asked"))' TERM
                echo ready >\(scratch.path(of: "ready"))
                while [ ! -e \(scratch.path(of: "asked")) ]; do sleep 0.02; done
                sleep 0.3
                echo finished
                exit 143
                """, to: "command")
            // As systemd does: to every process of the unit.
            let script = """
                mkfifo "$1/ready"
                setsid quietly --unit u.service 0,2,75 sh "$1/command" >"$1/said" &
                read -r ready <"$1/ready"
                kill -s TERM -- -$!
                code=0
                wait $! || code=$?
                exit $code
                """
            var run = Wiring.script("quietly", [], in: shop)
            run.executable = "sh"
            run.arguments = ["-c", script, "sh", scratch.path]
            let outcome = try await run.run()
            #expect(outcome.end == .exited(143), "\(outcome.errors) \(command)")
            // The shell may say first that its `sleep` was ended.
            #expect(try scratch.read("said").hasSuffix("finished\n"))
            #expect(try scratch.read("asked") == "asked\n")
        }
    }

    @Test(arguments: [
        ("0", "0", Int32(0)), ("3", "0", 3), ("0", "3", 3), ("1", "0", 1), ("3", "1", 1),
        ("1", "3", 1), ("0", "75", 75),
    ])
    func `what bars a bump bars no promotion, and the worst of both is the end`(
        bump: String, promote: String, code: Int32
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let file = try scratch.write(
                """
                #!/bin/sh
                echo "$@"
                [ "$1" = bump ] && exit \(bump)
                exit \(promote)
                """, to: "programs/pinion")
            try await Command("chmod", ["755", file]).succeed()
            let outcome = try await Wiring.script(
                "propose", ["staging:production"], ["PINION_REPOSITORY": "https://x y/z"],
                in: shop, programs: scratch.path(of: "programs")
            ).run()
            #expect(outcome.end == .exited(code))
            #expect(
                outcome.output == """
                    bump --quiet --repository https://x y/z
                    promote staging production --quiet --repository https://x y/z

                    """)
            let wrong = try await Wiring.script("propose", ["staging"], in: shop).run()
            #expect(wrong.end == .exited(64))
        }
    }
}

/// A unit `u.service` whose runs say what a test says, with a journal and a mailer.
private struct Unit {
    let scratch: Scratch
    let shop: Shop

    init(in scratch: Scratch) async throws {
        self.scratch = scratch
        shop = try await Shop.make(in: scratch)
        let path = scratch.path
        let programs = [
            // systemd's own lines are never twice the same.
            "journalctl": """
            echo "$@" >>'\(path)/asked'
            case $* in
            *_SYSTEMD_INVOCATION_ID=run1) cat '\(path)/journal' ;;
            *) echo "u.service: Failed at $$, $(date +%N)" ;;
            esac
            """,
            "systemctl": """
            case $* in
            *InvocationID*) echo run1 ;;
            *ExecMainStatus*) echo 1 ;;
            *) echo exit-code ;;
            esac
            """,
            "sendmail": "[ ! -e '\(path)/refuse' ] || exit 75; cat >'\(path)/mail'",
        ]
        for (name, text) in programs {
            let file = try scratch.write("#!/bin/sh\n\(text)\n", to: "programs/\(name)")
            try await Command("chmod", ["755", file]).succeed()
        }
    }

    /// Whether a run that failed with these words is mailed.
    func mails(
        _ said: String, _ hours: [String] = [], status: String? = "2",
        result: String? = "exit-code", run: String? = "run1"
    ) async throws -> Bool {
        try scratch.write(said, to: "journal")
        try await Command("rm", ["-f", scratch.path(of: "mail")]).succeed()
        let variables: [String: String?] = [
            "MONITOR_INVOCATION_ID": run, "MONITOR_EXIT_STATUS": status,
            "MONITOR_SERVICE_RESULT": result, "PINION_JOURNAL_DELAY": "0",
        ]
        _ = try await Wiring.script(
            "tell", ["platform@example.com", "u.service"] + hours, variables, in: shop,
            programs: scratch.path(of: "programs")
        ).run()
        return scratch.has("mail")
    }

    /// A run that ends so, without a word.
    func ends(_ code: Int) async throws {
        let arguments = ["--unit", "u.service", "0,2,75", "sh", "-c", "exit \(code)"]
        let run = try await Wiring.script("quietly", arguments, in: shop).run()
        #expect(run.end == .exited(0))
    }
}
