import PinionTesting
import Testing

/// The other scripts of the ready-made jobs, run against the program.
@Suite(.timeLimit(.minutes(10)))
struct WiringScriptTests {
    @Test(arguments: [
        (["0", "true"], Int32(0), ""), (["2,75", "sh", "-c", "exit 75"], 0, "sh -c ended with 75"),
        (["2,75", "sh", "-c", "exit 7"], 7, ""),
        (["2", "sh", "-c", "exit 2"], 0, "sh -c ended with 2"),
        (["2", "sh", "-c", "exit 3"], 3, ""), (["3", "false"], 1, ""),
    ])
    func `allow makes a warning of one code, and of no other`(
        arguments: [String], code: Int32, warning: String
    ) async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let outcome = try await Wiring.script("allow", arguments, in: shop).run()
            #expect(outcome.end == .exited(code))
            #expect(outcome.line == (warning.isEmpty ? "" : "warning: \(warning)"))
            let github = try await Wiring.script(
                "allow", arguments, ["GITHUB_ACTIONS": "true"], in: shop
            ).run()
            #expect(github.line == (warning.isEmpty ? "" : "::warning::\(warning)"))
        }
    }

    @Test func `a job's reconcile applies, and a job's report is on the page of its run`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            try await shop.pinion("reconcile")
            try await shop.pin("web", to: SampleImage.web190)
            let summary = scratch.path(of: "summary.md")
            let variables: [String: String?] = [
                "GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": summary,
            ]
            let report = try await Wiring.script("report", [], variables, in: shop).run()
            #expect(report.end == .exited(2), "\(report.errors)")
            #expect(try scratch.read("summary.md") == "~~~~text\n\(report.output)~~~~\n")
            #expect(report.output.contains("change-pending"))

            let reconcile = ["2", "pinion", "reconcile", "--quiet"]
            let job = try await Wiring.script("allow", reconcile, variables, in: shop).run()
            #expect(job.end == .exited(0), "\(job.errors)")
            #expect(try shop.sandbox().declared("web") == SampleImage.web190)
            try await shop.pinion(
                "sandbox", "template", "web", SampleImage.web190, "--env", "production")
            let after = try await Wiring.script("report", ["production"], in: shop).run()
            #expect(after.end == .exited(0), "\(after.output)")
        }
    }

    @Test func `a job's bump ends well where there is nothing to bump`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let before = try await shop.everything()
            let bump = ["3", "pinion", "bump", "--quiet"]
            let job = try await Wiring.script("allow", bump, in: shop).run()
            #expect(job.end == .exited(0), "\(job.output)\(job.errors)")
            #expect(try await shop.everything() == before)
        }
    }

    @Test func `cron is told nothing for the codes that are named, and all for others`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let command = ["sh", "-c", "echo out; echo err >&2; exit 2"]
            let silent = try await Wiring.script("quietly", ["0,2"] + command, in: shop).run()
            #expect(silent.end == .exited(0))
            #expect(silent.output + silent.errors == "")
            let heard = try await Wiring.script("quietly", ["0,3"] + command, in: shop).run()
            #expect(heard.end == .exited(2))
            #expect(heard.output.hasPrefix("out\nerr\nsh -c "))
            #expect(heard.output.contains(" ended with 2 on "))
        }
    }

    @Test
    func `cron is told of what stands once, then at the reminder, and at once when it changes`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let end = scratch.path(of: "end")
            let command = ["sh", "-c", "cat \(end); exit $(head -n 1 \(end))"]
            func says(_ end: String, _ options: [String] = []) async throws -> String {
                try scratch.write(end, to: "end")
                let run = try await Wiring.script(
                    "quietly", options + ["0,2,75"] + command, in: shop
                ).run()
                #expect((run.end == .exited(0)) == run.output.isEmpty, "\(run.output)")
                return run.output
            }
            // Differences that a critical finding is not among, and the run of somebody else.
            #expect(try await says("2\n    progress change-pending: m\n") == "")
            #expect(try await says("75\n    critical running-differs: m\n") == "")
            // A critical finding is told whatever the code, once.
            let critical = "2\n    critical service-missing: m\n"
            #expect(try await says(critical).contains("service-missing"))
            #expect(try await says(critical + "    progress change-pending: m\n") == "")
            #expect(try await says("75\n") == "")
            #expect(try await says(critical) == "")
            #expect(try await says(critical, ["--remind", "0"]).contains("service-missing"))
            // What nobody could look at is never green: told once, at the reminder, and at once when it changes.
            let unseen = "2\n    unverified running-unverifiable: m\n"
            #expect(try await says(unseen).contains("running-unverifiable"))
            #expect(try await says(unseen + "    progress change-pending: m\n") == "")
            #expect(try await says(unseen, ["--remind", "0"]).contains("running-unverifiable"))
            #expect(try await says(critical).contains("service-missing"))
            // What ended is told again when it comes back.
            #expect(try await says("0\n") == "")
            #expect(try await says(critical).contains("service-missing"))
            // A failed change, as long as it stands; another one at once.
            let failed = "1\n    critical rollout-failed: m\n      first seen "
            #expect(try await says(failed + "2026-11-30T01:02:03Z\n").contains("rollout-failed"))
            #expect(try await says(failed + "2026-11-30T01:07:03Z\n") == "")
            #expect(try await says("1\nerror: no answer\n").contains("no answer"))
        }
    }

    @Test func `cron is told each time where nothing can be kept`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            for _ in 1...2 {
                var run = Wiring.script("quietly", ["0", "false"], in: shop)
                run.environment["XDG_STATE_HOME"] = "/proc/nowhere"
                #expect(try await run.run().output.contains("false ended with 1"))
            }
        }
    }

    @Test func `fault 8: cron is told where the disk is full`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let command = ["0,2,75", "sh", "-c", "echo '    critical nothing-runs: m'; exit 2"]
            for folder in ["/proc/nowhere", "/dev/full"] {
                var run = Wiring.script("quietly", command, in: shop)
                run.environment["TMPDIR"] = folder
                run.environment["XDG_STATE_HOME"] = "/proc/nowhere"
                let outcome = try await run.run()
                #expect(outcome.end == .exited(2), "\(outcome.errors)")
                #expect(outcome.output.contains("critical nothing-runs"), "\(outcome.errors)")
            }
            // Nothing is left to be full: the output is held in memory.
            #expect(try !Wiring.text(of: "scripts/quietly").contains("mktemp"))
        }
    }

    @Test func `install names the version, or says how to get the program`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let there = try await Wiring.script("install", [], in: shop).run()
            #expect(there.end == .exited(0), "\(there.errors)")
            #expect(there.line.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+.*/) != nil)
            var missing = Wiring.script("install", [], in: shop)
            missing.environment["PATH"] = "/usr/bin:/bin"
            let outcome = try await missing.run()
            #expect(outcome.end == .exited(1))
            #expect(outcome.errors.contains("PINION_SOURCE"))
        }
    }
}
