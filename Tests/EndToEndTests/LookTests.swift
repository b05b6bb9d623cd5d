import FoundationEssentials
import Glibc
import PinionModel
import PinionTesting
import Testing

/// Who looked, and when: `refs/pinion/seen/ENV`.
@Suite(.timeLimit(.minutes(10)))
struct LookTests {
    private static let two = [ShopEnvironment(name: "staging"), ShopEnvironment()]

    private func seen(_ environment: String, _ shop: Shop) async throws -> String {
        try await shop.remote("log", "--format=%B", "refs/pinion/seen/\(environment)")
    }

    @Test func `a reconcile says that it looked, for all in one push, and not again for a while`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, Self.two, origin: .server(server))
                let first = try await shop.pinion("reconcile")
                #expect(first.code == 0, "\(first.errors)")
                #expect(!first.errors.contains("not recorded"), "\(first.errors)")
                // Two ledgers begin, a push each; and one push says that both were looked at.
                #expect(server.count(of: .push) == 3)
                for environment in ["staging", "production"] {
                    let text = try await seen(environment, shop)
                    #expect(text.hasPrefix("\(environment): looked at by "), "\(text)")
                    #expect(text.contains("\npinion look 1\nat 20"), "\(text)")
                    let parents = try await shop.remote(
                        "log", "--format=%P", "refs/pinion/seen/\(environment)")
                    #expect(parents == "")
                }
                // What writes nothing asks nothing more than the refs.
                let asked = server.count(of: .fetchDiscovery)
                let brought = server.count(of: .fetch)
                #expect(try await shop.pinion("reconcile").code == 0)
                #expect(server.count(of: .push) == 3)
                #expect(server.count(of: .fetchDiscovery) == asked + 1)
                #expect(server.count(of: .fetch) == brought)
                // A host that has never been here does not say so again either.
                let other = try await shop.clone("other")
                #expect(try await other.pinion("reconcile").code == 0)
                #expect(server.count(of: .push) == 3)
                #expect(
                    try await shop.remote(
                        "for-each-ref", "--format=%(refname)", "refs/pinion/ledger"
                    ).split(separator: "\n").count == 2)
                let status = try await shop.pinion("status")
                #expect(status.code == 0, "\(status.output)\(status.errors)")
                #expect(
                    status.output.contains("production: last recorded look at 20"),
                    "\(status.output)")
                for arguments in [["drift"], ["doctor"], ["log", "production"]] {
                    let outcome = try await shop.command(arguments).run()
                    #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
                    #expect(outcome.output.contains("(Pinion "), "\(arguments): \(outcome.output)")
                }
                let json = try await shop.pinion("status", "--format", "json")
                #expect(json.output.contains(#""seen": {"#), "\(json.output)")
                // Nothing of it piles up on this host.
                let left = try await Command(
                    "find", [shop.cache, "-name", "look-*"], environment: shop.surroundings
                ).succeed()
                #expect(left == "")
            }
        }
    }

    @Test func `a record that is old is replaced, and keeps when it was looked at before`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                let text = try await seen("production", shop)
                let old = "2026-01-01T00:00:00Z"
                let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map {
                    line -> String in
                    if line.hasPrefix("host ") { return "host a%1b[31mb" }
                    return line.hasPrefix("at ")
                        ? "at \(old)"
                        : line.hasPrefix("watched ") ? "watched \(old) \(old) 0" : String(line)
                }
                let message = lines.joined(separator: "\n")
                let tree = try await shop.remote("rev-parse", "refs/pinion/seen/production^{tree}")
                let made = try await Command(
                    "git", ["-C", shop.origin?.path ?? "", "commit-tree", tree, "-m", message],
                    environment: shop.surroundings
                ).succeed()
                try await shop.remote("update-ref", "refs/pinion/seen/production", made)
                let status = try await shop.pinion("status")
                #expect(status.code == 0, "\(status.output)")
                #expect(
                    status.output.contains("unwatched: nobody has looked at it for "),
                    "\(status.output)")
                let doctor = try await shop.pinion("doctor")
                for shown in [status.output, doctor.output] {
                    #expect(shown.contains(#"by a\u{1b}[31mb (Pinion"#), "\(shown)")
                    #expect(!shown.contains("\u{1b}"), "\(shown)")
                }
                #expect(try await shop.pinion("reconcile").code == 0)
                let fresh = try await seen("production", shop)
                #expect(fresh.contains("watched \(old) \(old) 0"), "\(fresh)")
                #expect(fresh.split(separator: "\n").count { $0.hasPrefix("watched ") } == 2)
                let after = try await shop.pinion("status")
                #expect(!after.output.contains("unwatched"), "\(after.output)")
            }
        }
    }

    /// A host whose clock is a day behind another's, by the git server's: the server's is a day ahead of this one.
    @Test
    func `fault 82: a host whose clock is behind ends nobody's span, and dates nothing early`()
        async throws
    {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                server.misbehave(.clockAhead(.seconds(86_400)))
                #expect(try await shop.pinion("reconcile").code == 0)
                let first = try await seen("production", shop)
                let at = try #require(Self.moment(of: first))
                let local = Timestamp(secondsSinceEpoch: Int64(time(nil)))
                #expect((80_000..<90_000).contains((at - local).components.seconds), "\(first)")
                let dated = try await shop.remote(
                    "log", "-1", "--format=%ct", "refs/pinion/ledger/production")
                let recorded = try #require(Int64(dated))
                #expect(recorded - local.secondsSinceEpoch > 80_000)
                // It looks again, and another host that is as far behind: nothing is due, and nothing is pushed.
                let pushes = server.count(of: .push)
                #expect(try await shop.pinion("reconcile").code == 0)
                #expect(try await shop.clone("other").pinion("reconcile").code == 0)
                #expect(server.count(of: .push) == pushes)
                #expect(try await seen("production", shop) == first)
            }
        }
    }

    /// The moment in the first line that begins with `at `.
    private static func moment(of text: String) -> Timestamp? {
        text.split(separator: "\n").first { $0.hasPrefix("at ") }
            .flatMap { Timestamp(parsing: $0.dropFirst(3)) }
    }

    @Test(arguments: ["main", "main^{tree}"])
    func `one record that cannot be read hides no other, and is not overwritten`(
        _ other: String
    ) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, Self.two, origin: .server(server))
                #expect(try await shop.pinion("reconcile", "staging").code == 0)
                let ref = "refs/pinion/seen/staging"
                let id = try await shop.remote("rev-parse", other)
                try await shop.remote("update-ref", ref, id)
                let both = try await shop.pinion("reconcile")
                #expect(both.code == 0, "\(both.output)\(both.errors)")
                let remedy = "`git push origin :\(ref)`"
                #expect(both.errors.contains(remedy), "\(both.errors)")
                #expect(try await seen("production", shop).contains("pinion look 1"))
                #expect(try await shop.remote("rev-parse", ref) == id)
                let status = try await shop.pinion("status")
                #expect(status.code == 0, "\(status.output)\(status.errors)")
                #expect(
                    status.output.contains("production: last recorded look at 20"),
                    "\(status.output)")
                #expect(status.errors.contains(remedy), "\(status.errors)")
                try await shop.git("push", "--quiet", "origin", ":\(ref)")
                #expect(try await shop.pinion("reconcile").code == 0)
                #expect(try await seen("staging", shop).contains("pinion look 1"))
            }
        }
    }

    @Test func `without a remote of its own it is said in the repository itself`() async throws {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch)
            #expect(try await shop.pinion("reconcile").code == 0)
            let first = try await shop.git("rev-parse", "refs/pinion/seen/production")
            #expect(try await shop.pinion("reconcile").code == 0)
            #expect(try await shop.git("rev-parse", "refs/pinion/seen/production") == first)
        }
    }

    @Test(arguments: ["ledger: local", "apply: never"])
    func `it is never said where nothing is written to the remote`(_ rule: String) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let isLocal = rule.hasPrefix("ledger")
                let shop = try await Shop.make(
                    in: scratch, [ShopEnvironment(rules: isLocal ? ["apply: automatic"] : [rule])],
                    origin: .server(server),
                    settings: "images: layout:.pinion/images\n" + (isLocal ? "\(rule)\n" : ""))
                #expect(try await shop.pinion("reconcile").code == 0)
                #expect(server.count(of: .push) == 0)
                #expect(try await shop.remote("for-each-ref", "refs/pinion") == "")
            }
        }
    }

    @Test func `a remote that does not take it makes no failure of a reconcile`() async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                let hook = "\(shop.origin?.path ?? "")/hooks/update"
                try Data("#!/bin/sh\ncase $1 in refs/pinion/seen/*) exit 1;; esac\n".utf8)
                    .write(to: URL(filePath: hook))
                try await Command("chmod", ["+x", hook]).succeed()
                let outcome = try await shop.pinion("reconcile")
                #expect(outcome.code == 0, "\(outcome.output)\(outcome.errors)")
                #expect(
                    outcome.errors.contains("note: that this run looked is not recorded"),
                    "\(outcome.errors)")
                #expect(try await shop.remote("for-each-ref", "refs/pinion/seen") == "")
                #expect(try await shop.pinion("status").code == 0)
            }
        }
    }

    @Test(arguments: [
        (GitHTTPServer.Misbehaviour.withholdFetch, "status"), (.withholdPush, "reconcile"),
    ])
    func `fault 21: a remote that is silent about records keeps nothing else back`(
        _ misbehaviour: GitHTTPServer.Misbehaviour, _ command: String
    ) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                #expect(try await shop.pinion("reconcile").code == 0)
                if command == "reconcile" {
                    try await shop.remote("update-ref", "-d", "refs/pinion/seen/production")
                }
                server.misbehave(misbehaviour)
                let outcome = try await shop.pinion(command)
                #expect(outcome.code == 0, "\(outcome)")
                #expect(outcome.errors.contains("within 20.0 seconds"), "\(outcome.errors)")
                let output = outcome.output.lowercased()
                #expect(output.contains("production"), "\(output)")
            }
        }
    }

    @Test func `fault 61: a ledger that went back is not looked at by anybody's word`() async throws
    {
        try await withScratch { scratch in
            let shop = try await Shop.make(in: scratch, origin: .disk)
            #expect(try await shop.pinion("reconcile").code == 0)
            let before = try await shop.remote("rev-parse", "refs/pinion/seen/production")
            try await shop.remote("update-ref", "-d", "refs/pinion/ledger/production")
            #expect(try await shop.pinion("reconcile").code == 3)
            #expect(try await shop.remote("rev-parse", "refs/pinion/seen/production") == before)
        }
    }
}
