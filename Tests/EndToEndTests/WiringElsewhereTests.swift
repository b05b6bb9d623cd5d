import PinionSyntax
import PinionTesting
import Testing

/// The jobs for Gitea, Forgejo, Woodpecker and Jenkins: what each may do, and who could change it.
@Suite(.timeLimit(.minutes(10)))
struct WiringElsewhereTests {
    @Test(arguments: ["check", "propose", "reconcile"])
    func `on Gitea and Forgejo a job that writes is of no pull request`(name: String) throws {
        let file = "gitea/pinion-\(name).yml"
        let tree = try Wiring.tree(of: file)
        let events = (tree["on"]?.entries ?? []).map(\.name)
        #expect(events == [name == "check" ? "pull_request" : "schedule"])
        let secrets = try Wiring.text(of: file).split(separator: "secrets.").dropFirst()
            .map { String($0.prefix { $0.isLetter || $0 == "_" }) }.filter { !$0.isEmpty }
        #expect(
            Set(secrets)
                == (name == "check"
                    ? ["PINION_DOCKER_CONFIG"] : ["PINION_DOCKER_CONFIG", "PINION_TOKEN"]))
        // One schedule a file: Gitea did not say which one began a run (its issue 35452).
        #expect(tree["on"]?["schedule"]?.elements?.count ?? 1 == 1)
        #expect(try !Wiring.text(of: file).contains("event.schedule"))
    }

    @Test(arguments: ["check", "propose", "reconcile"])
    func `on Gitea and Forgejo a job pins its action, and leaves nothing on its runner`(
        name: String
    ) throws {
        let jobs = try Wiring.tree(of: "gitea/pinion-\(name).yml")["jobs"]?.entries ?? []
        #expect(jobs.count == 1)
        for job in jobs {
            let steps = job.value["steps"]?.elements ?? []
            let actions = steps.compactMap { $0["uses"]?.scalar }
            #expect(actions.count == 1)
            #expect(actions.first?.wholeMatch(of: /actions\/checkout@[0-9a-f]{40}/) != nil)
            #expect(steps.first?["with"]?["persist-credentials"]?.scalar == "false")
            #expect(steps.last?["run"]?.scalar == "ci/pinion/forget")
            #expect(steps.last?["if"]?.scalar == "${{ always() }}")
            #expect(!job.value.scalars(under: "run").contains { $0.contains("${{") })
        }
    }

    @Test func `the gate on Gitea listens to retargeting, and has the rights that a status needs`()
        throws
    {
        let tree = try Wiring.tree(of: "gitea/pinion-check.yml")
        #expect(
            tree["on"]?["pull_request"]?["types"]?.scalars == [
                "opened", "reopened", "synchronize", "edited",
            ])
        #expect(tree["on"]?["pull_request"]?["branches"]?.scalars == ["main"])
        #expect(tree["permissions"]?.pairs == ["contents": "write", "pull-requests": "write"])
    }

    @Test(
        arguments: [("check", "pull_request", "pinion_read"), ("propose", "cron", "pinion_token")]
            + [("reconcile", "cron", "pinion_token")])
    func `on Woodpecker a pull request has a secret that may read, and a cron one that may write`(
        name: String, event: String, secret: String
    ) throws {
        let tree = try Wiring.tree(of: "woodpecker/pinion-\(name).yaml")
        #expect(tree["when"]?.elements?.count == 1)
        #expect(tree["when"]?.elements?.first?["event"]?.scalar == event)
        #expect(tree.scalars(under: "from_secret") == [secret])
        let image = tree.scalars(under: "image").last ?? ""
        #expect(image.contains("@sha256:") && !image.contains("$"))
        // The scripts are of the image: what a pull request brings is data, but for this file.
        for command in tree.scalars(under: "commands") where !command.hasPrefix("export ") {
            #expect(command.hasPrefix("/usr/local/lib/pinion/"), "\(command)")
        }
    }

    @Test(
        arguments: [("gate", "pinion-read"), ("propose", "pinion-propose")]
            + [("reconcile", "pinion-ledger")])
    func `on Jenkins a job has one login, of its own, and a limit of time`(
        name: String, login: String
    ) throws {
        let text = try Wiring.text(of: "jenkins/\(name).Jenkinsfile")
        let logins = text.matches(of: /credentialsId: '([a-z-]+)', variable: '([A-Z]+)'/)
        #expect(logins.map { String($0.1) } == [login])
        #expect(logins.map { String($0.2) } == ["NETRC"])
        #expect(text.contains("timeout(time: "))
        #expect(text.count { $0 == "{" } == text.count { $0 == "}" })
        // A build of which every stage is left out is a success: the program itself says no to another target.
        #expect(text.contains("changeRequest()") == (name == "gate"))
        #expect(text.contains("PINION_FORK = 'true'") == (name == "gate"))
    }
}
