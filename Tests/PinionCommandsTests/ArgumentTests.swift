import ArgumentParser
import PinionModel
import Testing

@testable import PinionCommands

/// Arguments become values, or wrong usage that says what to write instead.
@Suite(.timeLimit(.minutes(1)))
struct ArgumentTests {
    @Test(arguments: [
        "status", "plan --at v1 production", "reconcile", "drift --format json",
        "log production --since 7d", "log production --figures --days 90", "trace sha256:8da095f",
        "check --base main --environments staging,production",
        "propose production web=:1.9.0 api/proxy=:2", "bump", "promote staging production",
        "rollback production", "hold production web --reason odd",
        "pause production web --for 2h by hand", "pause production --end",
        "init production --swarm --stack shop", "init us --from eu", "adopt production",
        "retire production --reason gone", "rehost production", "doctor --role host",
        "ledger export production -o file", "ledger verify production",
    ])
    func `what the help shows is understood`(line: String) throws {
        _ = try Pinion.parseAsRoot(line.split(separator: " ").map(String.init))
    }

    @Test(arguments: [
        ("log production --days 3", "--days goes with --figures"),
        ("log production --since soon", "--since takes a length of time"),
        ("check --environments A_B", "`A_B` is no environment's name"),
        ("check --commit abc", "copy all 40 digits"),
        ("check --pull-request 0", "`0` is no pull request's number"),
        ("propose production", "name images as SERVICE=IMAGE"),
        ("propose production web=:1 --service web", "--service needs --from FILE"),
        ("pause production", "name either --for DURATION REASON or --end"),
        ("pause production --for 8d by hand", "--for takes a duration of at most 7d"),
        ("init production --docker --swarm", "--"),
        ("init us --from eu --swarm", "beside it only --endpoint is given"),
        ("init Production --swarm --all", "`Production` is not an environment's name"),
        ("ledger restore production --replace abc", "copy all 40 digits"),
        ("retire production --reason  ", "--reason"),
        ("status --format yaml", "yaml"),
    ])
    func `wrong usage is told with what to write`(line: String, words: String) {
        let arguments = line.split(separator: " ", omittingEmptySubsequences: false).map(
            String.init)
        do {
            _ = try Pinion.parseAsRoot(arguments)
            Issue.record("it was understood")
        } catch {
            #expect(Pinion.fullMessage(for: error).contains(words))
            #expect(Pinion.exitCode(for: error) == .validationFailure)
        }
    }

    @Test(arguments: [
        ["propose", "production", "web=:1", "--override"],
        ["hold", "production", "web", "--reason"], ["rollback", "production", "--reason"],
        ["retire", "production", "--reason"], ["ledger", "redact", "production", "--reason"],
        ["pause", "production", "--for", "1h"], ["reconcile", "production", "--break-lock", "run"],
    ])
    func `a reason is one plain line of at most 200 characters, wherever one is given`(
        line: [String]
    ) {
        for reason in ["", "  ", "a\nb", "\u{1b}[31mred", String(repeating: "x", count: 201)] {
            do {
                _ = try Pinion.parseAsRoot(line + [reason])
                Issue.record("\(reason.debugDescription) was taken")
            } catch {
                #expect(Pinion.fullMessage(for: error).contains("the reason "))
                #expect(Pinion.exitCode(for: error) == .validationFailure)
            }
        }
    }

    @Test func `the options of all runtimes are read by their names`() throws {
        let line = ["init", "production", "--docker", "--project", "shop"]
        let command = try #require(try Pinion.parseAsRoot(line) as? Init)
        #expect(command.runtime.values == ["docker": "", "project": "shop"])
        #expect(command.runtime.from == nil)
    }

    @Test func `a change is judged by its head, for the environments that were named`() throws {
        let line = ["check", "--head", "feature", "--environments", "a,b", "--comment"]
        let command = try #require(try Pinion.parseAsRoot(line) as? Check)
        #expect(command.names == ["a", "b"])
        #expect((command.head, command.comment, command.status) == ("feature", true, false))
    }
}
