import PinionTesting
import Testing

/// The other scripts of the ready-made jobs, run against the program.
@Suite(.timeLimit(.minutes(10)))
struct WiringScriptTests {
    @Test(arguments: [
        (["0", "true"], Int32(0), ""), (["2", "sh", "-c", "exit 2"], 0, "sh -c ended with 2"),
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

    @Test func `credentials are written for their user alone, and not shown`()
        async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let variables: [String: String?] = [
                "PINION_DOCKER_CONFIG": #"{"auths":{}}"#,
                "DOCKER_CONFIG": scratch.path(of: "job/docker"), "GITLAB_TOKEN": "glpat-secret",
                "NETRC": scratch.path(of: "job/netrc"), "CI_SERVER_HOST": "git.example.com",
                "CI_PROJECT_URL": "https://git.example.com/platform/pins",
            ]
            let outcome = try await Wiring.script("credentials", [], variables, in: shop).run()
            #expect(outcome.end == .exited(0), "\(outcome.errors)")
            #expect(outcome.output + outcome.errors == "")
            #expect(try scratch.read("job/docker/config.json") == "{\"auths\":{}}\n")
            let login = "machine git.example.com login oauth2 password glpat-secret\n"
            #expect(try scratch.read("job/netrc") == login)
            for file in ["job/netrc", "job/docker/config.json"] {
                let mode = try await Command("stat", ["-c", "%a", scratch.path(of: file)]).succeed()
                #expect(mode == "600", "\(file)")
            }
            let address = try await shop.git("remote", "get-url", "origin")
            #expect(address == "https://git.example.com/platform/pins.git")
        }
    }

    @Test func `a job without credentials writes none`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            let variables: [String: String?] = [
                "PINION_DOCKER_CONFIG": "", "DOCKER_CONFIG": scratch.path(of: "job/docker"),
            ]
            let outcome = try await Wiring.script("credentials", [], variables, in: shop).run()
            #expect(outcome.end == .exited(0), "\(outcome.errors)")
            #expect(!scratch.has("job"))
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

    @Test func `a unit that failed is mailed with its last lines`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            let mail = scratch.path(of: "mail")
            let programs = [
                "journalctl": "echo lines of \"$2\"", "sendmail": "cat >'\(mail)'",
            ]
            for (name, text) in programs {
                let file = try scratch.write("#!/bin/sh\n\(text)\n", to: "programs/\(name)")
                try await Command("chmod", ["755", file]).succeed()
            }
            let outcome = try await Wiring.script(
                "tell", ["platform@example.com", "pinion-reconcile.service"], in: shop,
                programs: scratch.path(of: "programs")
            ).run()
            #expect(outcome.end == .exited(0), "\(outcome.errors)")
            let text = try scratch.read("mail")
            #expect(text.hasPrefix("To: platform@example.com\nSubject: pinion-reconcile.service "))
            #expect(text.hasSuffix("\n\nlines of pinion-reconcile.service\n"))
        }
    }
}
