import FoundationEssentials
import PinionTesting
import Testing

/// The crontab and the units for systemd.
@Suite(.timeLimit(.minutes(10)))
struct WiringHostTests {
    @Test(arguments: ["pinion", "pinion-propose"])
    func `a line of a crontab is a variable, or five fields and a command`(name: String) throws {
        let field = /(\*|[0-9]+(-[0-9]+)?)(\/[0-9]+)?/
        let lines = try Wiring.lines(of: "cron/\(name).crontab")
        #expect(lines.count > 3)
        for line in lines where line.wholeMatch(of: /[A-Z_]+=[^\s]+/) == nil {
            let words = line.split(separator: " ", maxSplits: 5)
            #expect(words.count == 6, "\(line)")
            for word in words.prefix(5) {
                #expect(String(word).wholeMatch(of: field) != nil, "\(line)")
            }
            // To cron, a percent sign is the end of the line.
            #expect(!line.contains("%"), "\(line)")
        }
    }

    @Test(arguments: [("pinion", "reconcile"), ("pinion", "drift"), ("pinion-propose", "propose")])
    func `a command of a crontab says nothing while all is well`(
        file: String, word: String
    ) async throws {
        try await withScratch { scratch in
            let staging = ShopEnvironment(name: "staging")
            let production = ShopEnvironment(
                rules: ["apply: automatic", "promotion: { from: staging, soak: 1h }"])
            let shop = try await Shop.make(in: scratch, [staging, production], origin: .disk)
            try await shop.pinion("reconcile")
            let outcome = try await cron(file, word, shop).run()
            #expect(outcome.end == .exited(0), "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output + outcome.errors == "")
        }
    }

    @Test func `a closed window is mailed once, and not every five minutes`() async throws {
        try await withScratch { scratch in
            let closed = ShopEnvironment(rules: ["apply: automatic"])
            let shop = try await Shop.make(in: scratch, [closed], origin: .disk)
            try await shop.pinion("reconcile")
            try await shop.rule([
                "apply: automatic", "freeze: { reason: year-end, until: 2999-01-01 }",
            ])
            try await shop.pin("web", to: SampleImage.web190)
            let first = try await cron("pinion", "reconcile", shop).run()
            #expect(first.end == .exited(3), "\(first.output)")
            #expect(first.output.contains("refused: "), "\(first.output)")
            // By now each finding says when it was first seen.
            for _ in 1...2 {
                let next = try await cron("pinion", "reconcile", shop).run()
                #expect(next.end == .exited(0))
                #expect(next.output + next.errors == "")
            }
        }
    }

    private func cron(_ file: String, _ word: String, _ shop: Shop) throws -> Command {
        let line = try #require(
            try Wiring.lines(of: "cron/\(file).crontab").first {
                $0.contains(" \(word)") && $0.contains("quietly ")
            })
        let command = line.split(separator: " ", maxSplits: 5).last.map(String.init) ?? ""
        var run = Wiring.script("quietly", [], ["PINION_REPOSITORY": shop.folder], in: shop)
        run.executable = "sh"
        run.arguments = ["-c", command]
        return run
    }

    @Test func `by hand the same user, folders and repository are used as by the units`() throws {
        let script = try Wiring.text(of: "scripts/by-hand")
        for name in ["reconcile", "propose"] {
            let entries = try Self.entries(of: "systemd/pinion-\(name).service")
            let value = { key in entries.first { $0.key == key }?.value ?? "-" }
            #expect(script.contains(value("Environment")))
            #expect(script.contains("-u \(value("User")) "))
            #expect(script.contains(". \(value("EnvironmentFile"))"))
        }
    }

    @Test func `the keys of a unit are ones that systemd has`() throws {
        let known: [String: Set<String>] = [
            "Unit": ["Description", "Wants", "After", "OnFailure"],
            "Timer": ["OnCalendar", "RandomizedDelaySec", "AccuracySec", "Persistent"],
            "Install": ["WantedBy"],
            "Service": Set(Self.hardening.keys).union([
                "Type", "ExecStart", "EnvironmentFile", "Environment", "SuccessExitStatus",
                "TimeoutStartSec", "TimeoutStopSec", "StateDirectoryMode", "User", "Group",
                "SupplementaryGroups", "StateDirectory",
                "CacheDirectory", "ReadWritePaths", "SystemCallErrorNumber",
            ]),
        ]
        for file in try Wiring.files(in: "systemd") {
            for entry in try Self.entries(of: file) {
                #expect(known[entry.section]?.contains(entry.key) == true, "\(file): \(entry)")
            }
        }
    }

    @Test(arguments: ["reconcile", "propose"])
    func `a service may do little, and hides no end that somebody should onAction of`(
        name: String
    ) throws {
        let entries = try Self.entries(of: "systemd/pinion-\(name).service")
        let keys = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        for (key, value) in Self.hardening { #expect(keys[key] == value, "\(key)") }
        // They keep what tells a run that is gone.
        for key in ["ProtectProc", "ProcSubset", "PrivatePIDs"] { #expect(keys[key] == nil) }
        #expect(keys["User"] == "pinion")
        // A run that was asked to end is closed by the next one; whatever else there is to tell, `quietly` knows.
        #expect(keys["SuccessExitStatus"] == "143")
        #expect(keys["OnFailure"] == "pinion-failed@%n.service")
        let codes = name == "reconcile" ? "0,2,75" : "0,3"
        let quietly = "/usr/local/lib/pinion/quietly --unit %n \(codes) "
        #expect(keys["ExecStart"]?.hasPrefix(quietly) == true)
        #expect(keys["TimeoutStartSec"] == "30min")
    }

    @Test func `at a shutdown a run ends before Docker does`() throws {
        let entries = try Self.entries(of: "systemd/pinion-reconcile.service")
        let keys = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        // What is started after another unit is stopped before it.
        #expect(keys["After"]?.split(separator: " ").contains("docker.service") == true)
        #expect(keys["TimeoutStopSec"] == "5min")
        // SIGTERM, once, to all of it: a second one would end a run between a stop and a start.
        for key in ["KillSignal", "KillMode", "RestartKillSignal", "FinalKillSignal"] {
            #expect(keys[key] == nil)
        }
    }

    @Test func `the timer makes up for what it missed, and not all hosts at once`() throws {
        let entries = try Self.entries(of: "systemd/pinion-reconcile.timer")
        let keys = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        #expect(keys["Persistent"] == "yes")
        #expect(keys["RandomizedDelaySec"] != nil)
        #expect(keys["OnCalendar"] == "*:0/5")
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")))
    func `systemd itself finds nothing wrong with the units`() async throws {
        try await withScratch { scratch in
            let files = try Wiring.files(in: "systemd")
            for file in files {
                let text = try Wiring.text(of: file)
                    .replacing("/usr/local/bin/pinion", with: Program.path)
                    .replacing("/usr/local/lib/pinion/", with: "\(Wiring.scripts)/")
                try scratch.write(text, to: file)
            }
            let outcome = try await Command(
                "/usr/bin/systemd-analyze", ["verify"] + files.map { scratch.path(of: $0) }
            ).run()
            #expect(outcome.end == .exited(0))
            #expect(outcome.output + outcome.errors == "")
        }
    }

    private static let hardening = [
        "UMask": "0077", "ProtectSystem": "strict", "ProtectHome": "yes", "PrivateTmp": "yes",
        "PrivateDevices": "yes", "NoNewPrivileges": "yes", "CapabilityBoundingSet": "",
        "AmbientCapabilities": "", "ProtectClock": "yes", "ProtectControlGroups": "yes",
        "ProtectHostname": "yes", "ProtectKernelLogs": "yes", "ProtectKernelModules": "yes",
        "ProtectKernelTunables": "yes", "LockPersonality": "yes", "MemoryDenyWriteExecute": "yes",
        "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6", "RestrictNamespaces": "yes",
        "RestrictRealtime": "yes", "RestrictSUIDSGID": "yes",
        "SystemCallArchitectures": "native", "SystemCallFilter": "@system-service",
    ]

    private struct Entry {
        let section: String
        let key: String
        let value: String
    }

    private static func entries(of file: String) throws -> [Entry] {
        var section = ""
        var entries: [Entry] = []
        for line in try Wiring.lines(of: file) {
            if line.hasPrefix("[") {
                section = String(line.dropFirst().dropLast())
            } else {
                let parts = line.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                try #require(parts.count == 2, "\(file): \(line)")
                entries.append(
                    Entry(section: section, key: String(parts[0]), value: String(parts[1])))
            }
        }
        return entries
    }
}
