import FoundationEssentials
import PinionTesting
import Testing

/// The crontab and the units for systemd.
@Suite(.timeLimit(.minutes(10)))
struct WiringHostTests {
    @Test func `a line of the crontab is a variable, or five fields and a command`() throws {
        let field = /(\*|[0-9]+(-[0-9]+)?)(\/[0-9]+)?/
        let lines = try Wiring.lines(of: "cron/pinion.crontab")
        #expect(lines.count > 4)
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

    @Test(arguments: ["reconcile", "drift", "bump", "promote"])
    func `a command of the crontab says nothing while all is well`(_ word: String) async throws {
        try await withScratch { scratch in
            let staging = ShopEnvironment(name: "staging")
            let production = ShopEnvironment(
                rules: ["apply: automatic", "promotion: { from: staging, soak: 1h }"])
            let shop = try await Shop.make(in: scratch, [staging, production], origin: .disk)
            try await shop.pinion("reconcile")
            let line = try #require(
                try Wiring.lines(of: "cron/pinion.crontab").first { $0.contains("pinion \(word)") })
            let command = line.split(separator: " ", maxSplits: 5).last.map(String.init) ?? ""
            var run = Wiring.script("quietly", [], ["PINION_REPOSITORY": shop.folder], in: shop)
            run.executable = "sh"
            run.arguments = ["-c", command]
            let outcome = try await run.run()
            #expect(outcome.end == .exited(0), "\(outcome.output)\(outcome.errors)")
            #expect(outcome.output + outcome.errors == "")
        }
    }

    @Test func `the keys of a unit are ones that systemd has`() throws {
        let known: [String: Set<String>] = [
            "Unit": ["Description", "Wants", "After", "OnFailure"],
            "Timer": ["OnCalendar", "RandomizedDelaySec", "AccuracySec", "Persistent"],
            "Install": ["WantedBy"],
            "Service": Set(Self.hardening.keys).union([
                "Type", "ExecStart", "EnvironmentFile", "Environment", "SuccessExitStatus",
                "TimeoutStartSec", "User", "Group", "SupplementaryGroups", "StateDirectory",
                "CacheDirectory", "ReadWritePaths", "SystemCallErrorNumber",
            ]),
        ]
        for file in try Wiring.files(in: "systemd") {
            for entry in try Self.entries(of: file) {
                #expect(known[entry.section]?.contains(entry.key) == true, "\(file): \(entry)")
            }
        }
    }

    @Test func `the service may do little, and keeps what tells a run that is gone`() throws {
        let entries = try Self.entries(of: "systemd/pinion-reconcile.service")
        let keys = Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
        for (key, value) in Self.hardening { #expect(keys[key] == value, "\(key)") }
        for key in ["ProtectProc", "ProcSubset", "PrivatePIDs"] { #expect(keys[key] == nil) }
        #expect(keys["SuccessExitStatus"] == "2 75")
        #expect(keys["User"] != "root")
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
