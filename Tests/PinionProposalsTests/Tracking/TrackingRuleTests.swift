import PinionProposals
import PinionTesting
import Testing

@testable import PinionModel

/// The naming schemes of real images, and the documented examples of other tools, against the rules
/// that follow them.
@Suite(.timeLimit(.minutes(5)))
struct TrackingRuleTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let scheme, rule, present, wanted: String
        let tags: [String]
        var testDescription: String { "\(scheme): \(rule) at \(present)" }

        init(
            _ scheme: String, _ rule: String, at present: String, of tags: String, _ wanted: String
        ) {
            (self.scheme, self.rule, self.present, self.wanted) = (scheme, rule, present, wanted)
            self.tags = tags.split(separator: " ").map(String.init)
        }
    }

    private func expect(_ row: Case) throws {
        let pin = try Bumping.tracked(row.rule, at: row.present)
        let words = Bumping.words(try Bumping.decide(pin, row.tags))
        guard let detail = row.wanted.split(separator: " ", maxSplits: 1).dropFirst().first else {
            #expect(words == row.wanted)
            return
        }
        #expect(words.hasPrefix("left") && words.contains(detail), "\(words)")
    }

    static let nginx =
        "1 1.27 1.27.3 1.27.3-alpine 1.27.4 1.27.4-alpine 1.27.4-alpine3.21 1.27.4-perl 1.28-alpine "
        + "1.28.0 1.28.0-alpine 1.28.0-perl 1.28.0-alpine-perl alpine latest mainline stable"

    @Test(arguments: [
        Case("nginx", "versions >=1.27 <2", at: "1.27.3-alpine", of: nginx, "1.28.0-alpine"),
        Case("nginx", "versions ~1.27", at: "1.27.3-alpine", of: nginx, "1.27.4-alpine"),
        Case("nginx", "versions >=1.27 <2", at: "1.27.3", of: nginx, "1.28.0"),
        Case("nginx", "versions >=1.27 <2", at: "1.27-alpine", of: nginx, "1.28-alpine"),
        Case("nginx", "versions >=1.27", at: "1.27.3-perl", of: nginx, "1.28.0-perl"),
        Case("nginx", "versions >=1.28", at: "1.28.0-alpine-perl", of: nginx, "unchanged"),
        Case(
            "nginx", "versions >=1.27 <2 by (?<version>[0-9.]+)-alpine", at: "1.27.3-alpine",
            of: nginx, "1.28.0-alpine"),
        Case(
            "nginx", "versions * by (?<version>[0-9.]+)-alpine", at: "1.27-alpine", of: nginx,
            "1.28-alpine"),
        Case(
            "nginx", "versions * by (?<version>[0-9.]+)-alpine", at: "alpine", of: nginx,
            "left does not match"),
        Case("nginx", "versions *", at: "latest", of: nginx, "left holds no version"),
        Case("nginx", "versions *", at: "", of: nginx, "left has no tag"),
        Case("nginx", "semver ^1.27", at: "1.27.3", of: nginx, "1.28.0"),
        Case("nginx", "semver ^1.27-0", at: "1.27.3", of: nginx, "1.28.0"),
        Case("nginx", "semver ^1.27-0", at: "1.27.3-alpine", of: nginx, "1.28.0-alpine"),
        Case("nginx", "semver ^1.27-0", at: "1.27.3-perl", of: nginx, "1.28.0-perl"),
        Case("nginx", "semver ^1.27", at: "1.27.3-alpine", of: nginx, "left tracked by `versions`"),
        Case(
            "node", "versions ^20", at: "20.11.0-bookworm-slim",
            of: "20.12.0 20.12.0-bookworm 20.12.0-bookworm-slim 20.12.0-slim 22.1.0-bookworm-slim",
            "20.12.0-bookworm-slim"),
        Case(
            "python", "versions ^3.12", at: "3.12.1-slim-bookworm",
            of:
                "3.12.2-slim-bookworm 3.13.0rc1-slim-bookworm 3.13-slim-bookworm 3.12.3-slim-bullseye",
            "3.12.2-slim-bookworm"),
        Case(
            "golang", "versions >=1.22", at: "1.22.1-alpine3.19",
            of: "1.22.2-alpine3.19 1.23.0-alpine3.20 1.23rc1-alpine3.20", "1.22.2-alpine3.19"),
        Case(
            "golang", "versions >=1.22 by (?<version>[0-9.]+)-alpine(?<base>[0-9.]+)",
            at: "1.22.1-alpine3.19", of: "1.22.2-alpine3.19 1.22.2-alpine3.20 1.23rc1-alpine3.20",
            "1.22.2-alpine3.20"),
        Case(
            "postgres", "versions ^16", at: "16.4", of: "16 16.4 16.6 17 17.2 17beta1 16.6-alpine",
            "16.6"),
        Case("postgres", "versions >=16", at: "16.4", of: "16.6 17 17.2 18beta1", "17.2"),
        Case("postgres", "versions ^16", at: "16.9", of: "16.10", "16.10"),
        Case(
            "postgres", "versions <18", at: "16.4-alpine3.20",
            of: "16.6-alpine3.20 17.2-alpine3.21 17.2-alpine3.20", "17.2-alpine3.20"),
        Case("postgres", "semver ^16", at: "16.4", of: "16.6", "left `versions` reads other ones"),
        Case(
            "redis", "versions ^7", at: "7.2-bookworm",
            of: "7.4-bookworm 7.4.1-bookworm 8-bookworm",
            "7.4-bookworm"),
        Case("alpine", "versions 3.x", at: "3.19", of: "3.20 3.20.3 20240923 edge", "3.20"),
        Case("ubuntu", "versions <=24.04", at: "22.04", of: "22.10 24.04 24.10 jammy", "24.04"),
        Case(
            "plex", "versions ^1.40 by (?<version>[0-9.]+)-(?:[0-9a-f]+)",
            at: "1.40.4.8679-424562606",
            of: "1.40.5.8921-836b34c27 1.41.0.8930-ab6e1a058 plexpass public",
            "1.41.0.8930-ab6e1a058"),
        Case(
            "plex", "versions ^1.40", at: "1.40.4.8679-424562606", of: "1.40.5.8921-836b34c27",
            "unchanged"),
        Case(
            "k3s", "versions ~1.30", at: "v1.30.4-k3s1",
            of: "v1.30.5-k3s1 v1.30.5-k3s1-amd64 v1.30.5-rc1-k3s1 v1.31.0-k3s1", "v1.30.5-k3s1"),
        Case(
            "k3s", #"versions ~1.30 by v(?<version>[0-9.]+)-k3s(?<build>\d+)"#, at: "v1.30.4-k3s1",
            of: "v1.30.4-k3s2 v1.29.9-k3s9", "v1.30.4-k3s2"),
        Case("k3s", "semver ^1.30-0", at: "v1.30.4-k3s1", of: "v1.30.5-k3s2", "unchanged"),
        Case("k3s", "semver ^1.30-0", at: "v1.30.4-k3s1", of: "v1.30.5-k3s1", "v1.30.5-k3s1"),
        Case(
            "LinuxServer", #"versions * by (?<version>[0-9.]+)-ls(?<build>\d+)"#, at: "4.0.9-ls256",
            of: "4.0.9-ls99 4.0.9-ls257 4.0.10-ls3 amd64-4.0.11-ls9 version-4.0.11", "4.0.10-ls3"),
        Case(
            "LinuxServer", #"versions ~4.0.9 by (?<version>[0-9.]+)-ls(?<build>\d+)"#,
            at: "4.0.9-ls256", of: "4.0.9-ls257 4.0.9-ls99", "4.0.9-ls257"),
        Case(
            "LinuxServer",
            #"versions * by (?<version>[\d.]+)(?:-r(?<package>\d+))?-ls(?<build>\d+)"#,
            at: "2.40-ls1", of: "2.40-r0-ls2 2.40-ls9", "2.40-r0-ls2"),
        Case(
            "LinuxServer", "versions *", at: "version-4.0.9", of: "version-4.0.10 4.0.11-ls1",
            "version-4.0.10"),
        Case(
            "Bitnami", #"versions ^16 by (?<version>[0-9.]+)-debian-12-r(?<revision>\d+)"#,
            at: "16.4.0-debian-12-r3",
            of: "16.4.0-debian-12-r10 16.4.0-debian-11-r20 17.0.0-debian-12-r0",
            "16.4.0-debian-12-r10"),
        Case(
            "Bitnami",
            #"versions ^11 by (?<version>[0-9.]+)-debian-(?<base>\d+)-r(?<revision>\d+)"#,
            at: "11.16.0-debian-10-r23", of: "11.16.0-debian-11-r33 11.16.0-debian-11-r4",
            "11.16.0-debian-11-r33"),
        Case(
            "MinIO", "regex RELEASE\\.(?<time>[0-9TZ-]+)", at: "RELEASE.2024-01-01T16-36-33Z",
            of:
                "RELEASE.2024-10-02T17-50-41Z RELEASE.2023-12-31T00-00-00Z RELEASE.2024-11-01T1.fips",
            "RELEASE.2024-10-02T17-50-41Z"),
        Case(
            "calendar", "versions *", at: "2024.01.09",
            of: "2024.1.10 2024.02.01 2024.10.01 24.11.1",
            "2024.10.01"),
        Case("calendar", "versions <2024.10", at: "2024.01", of: "2024.09 2024.10", "2024.09"),
        Case("calendar", "semver *", at: "2024.01.09", of: "2024.02.01", "left no whole version"),
        Case(
            "calendar", "versions * by (?<version>[0-9-]+)", at: "2024-01-09",
            of: "2024-09-30 2024-10-01",
            "2024-10-01"),
        Case(
            "date and counter", #"versions * by (?<version>\d{8})-(?<counter>\d+)"#,
            at: "20240115-9",
            of: "20240115-10 20240114-99", "20240115-10"),
        Case(
            "date and counter", #"number (\d{8})\.(\d+)"#, at: "20240115.9",
            of: "20240115.10 20240114.99", "20240115.10"),
        Case(
            "date and counter", #"number (\d{8})\.(\d+)"#, at: "20240115.9", of: "20240116.1",
            "20240116.1"),
        Case("date and counter", "versions *", at: "20240115.9", of: "20240115.10", "20240115.10"),
        Case(
            "branch and date", #"number (?:main|dev)-(\d+)"#, at: "main-9", of: "dev-10 main-8",
            "dev-10"),
        Case("Java", "versions *", at: "jdk17-1.2.3", of: "jdk21-1.3.0 jdk17-1.3.0", "jdk17-1.3.0"),
        Case(
            "Java", "versions ^21", at: "21.0.4_7-jre", of: "21.0.5_7-jre 21.0.5_11-jre",
            "21.0.5_7-jre"),
        Case(
            "Java", "versions ^21 by (?<version>[0-9._]+)-jre", at: "21.0.4_7-jre",
            of: "21.0.5_7-jre 21.0.5_11-jre", "21.0.5_11-jre"),
        Case(
            "Home Assistant", "versions *", at: "2024.9.3", of: "2024.10.0b1 2024.10.1 2024.10",
            "2024.10.1"),
        Case(
            "Grafana", "versions ^11", at: "11.2.0-ubuntu",
            of: "11.2.1-ubuntu 11.3.0 11.3.0-188342",
            "11.2.1-ubuntu"),
        Case(
            "Elastic", "semver ^8", at: "8.15.0", of: "8.15.1 8.16.0-SNAPSHOT 8.15.1-amd64",
            "8.15.1"),
        Case("distroless", "versions *", at: "nonroot", of: "debug", "left holds no version"),
        Case("commit", "versions *", at: "1a2b3c4", of: "2a2b3c4 9f00000 1.2.3", "2a2b3c4"),
        Case("two spellings", "versions *", at: "v1.2.3", of: "1.2.4 v1.2.4", "v1.2.4"),
        Case("two spellings", "semver *", at: "1.2.3", of: "v1.2.4 1.2.4", "1.2.4"),
    ])
    func `naming schemes of real images`(_ row: Case) throws { try expect(row) }

    @Test(arguments: [
        // Flux, "Image Policies" and "flux create image policy".
        Case("Flux", "semver 5.1.x", at: "5.1.0", of: "5.0.3 5.1.2 5.1.4 5.2.0 latest", "5.1.4"),
        Case("Flux", "semver >=1.0.0", at: "1.0.0", of: "1.9.9 2.0.0 2.1.0-rc.1", "2.0.0"),
        Case(
            "Flux", "number ^main-[a-f0-9]+-(?P<ts>[0-9]+)", at: "main-1a2b3c4-1700000000",
            of: "main-ffffff0-1700000001 main-0000000-1699999999 dev-1-1800000000",
            "main-ffffff0-1700000001"),
        Case("Flux", "semver ^1.x-0", at: "1.0.0-rc.1", of: "1.0.0-rc.2 2.0.0-rc.1", "1.0.0-rc.2"),
        Case("Flux", "regex [0-9]+", at: "10", of: "9 11", "9"),
        // Renovate, "Docker Versioning" and "Regular Expression Versioning".
        Case(
            "Renovate", "versions ^12", at: "12.15.0-alpine",
            of: "12.16.0 12.16.0-stretch 12.16.0-alpine", "12.16.0-alpine"),
        Case("Renovate", "versions *", at: "12.14", of: "12.15 12.15.0", "12.15"),
        Case("Renovate", "versions *", at: "1.1", of: "1.2.0 1.3.0", "unchanged"),
        Case(
            "Renovate", #"versions * by (?<version>\d+\.\d+\.\d+)(?:-python(?<python>[\d.]+))?"#,
            at: "1.2.3-python3.11", of: "1.2.3-python3.12 1.2.4", "1.2.4"),
        // Argo CD Image Updater, "Configuring images for update" and "Update strategies".
        Case("Argo CD", "semver ~1.26", at: "1.26.0", of: "1.26.9 1.27.0 1.26.10-alpine", "1.26.9"),
        Case(
            "Argo CD", "semver 1.x-0", at: "1.26.0", of: "1.27.0-beta.1 1.27.0-perl",
            "1.27.0-beta.1"),
        Case(
            "Argo CD", #"regex (\d{4}\.\d{2}\.\d{2})-[a-f0-9]+"#, at: "2024.01.09-ab12",
            of: "2024.01.10-0000 2023.12.31-ffff", "2024.01.10-0000"),
        Case("Argo CD", "tag latest", at: "latest", of: "latest", "latest"),
    ])
    func `documented examples of other tools`(_ row: Case) throws { try expect(row) }

    @Test func `a number in a suffix that rises is told`() throws {
        let pin = try Bumping.tracked("semver ^1.27-0", at: "1.27.3-alpine3.20")
        let verdict = try Bumping.decide(pin, ["1.28.0-alpine3.21", "1.28.0-bookworm"])
        guard case .move(_, let clause) = verdict.outcome else {
            Issue.record("\(verdict)")
            return
        }
        #expect(
            clause
                == "semver ^1.27-0, newest of the 1 of 2 tags that it can read (not "
                + "1.28.0-bookworm), with the suffix -alpine3.21 in place of -alpine3.20")
    }

    @Test func `a suffix never changes, over 10,000 random lists`() throws {
        var generator = SeededGenerator(seed: 29)
        let suffixes = ["", "-alpine", "-perl", "-alpine-perl", "-slim", "-k3s1", "-debian-12-r3"]
        var moves = 0
        for _ in 0..<10_000 {
            let suffix = suffixes[Int.random(in: 0..<suffixes.count, using: &generator)]
            let rule = ["versions *", "semver *-0"][Int.random(in: 0...1, using: &generator)]
            let tags = (0..<6).map { _ in
                "1.\(Int.random(in: 0...9, using: &generator)).0"
                    + suffixes[Int.random(in: 0..<suffixes.count, using: &generator)]
            }
            let pin = try Bumping.tracked(rule, at: "1.5.0" + suffix)
            guard case .move(let image, _) = try Bumping.decide(pin, tags).outcome else { continue }
            moves += 1
            let tag = try #require(image.tag?.description)
            #expect(String(tag.dropFirst(5)) == suffix, "\(rule): 1.5.0\(suffix) to \(tag)")
        }
        #expect(moves > 1_000)
    }
}
