import PinionTesting
import Testing

/// `pinion doctor` for what is done from a place, where the forge is known and there is no token for it.
@Suite(.timeLimit(.minutes(10)))
struct DoctorRoleTests {
    @Test(arguments: [
        ("", "note    forge: no pull request can be opened", Int32(0)),
        ("host", "note    forge: not asked", 0),
        ("proposer", "missing forge: no pull request can be opened", 1),
    ])
    func `a token that is not there is missing for a proposer alone`(
        role: String, line: String, code: Int32
    ) async throws {
        try await withScratch { scratch in
            try await withGitServer(root: scratch.makeFolder("remotes")) { server in
                let shop = try await Shop.make(in: scratch, origin: .server(server))
                // A forge's repository has an owner.
                let folder = try scratch.makeFolder("remotes/platform")
                try await Command(
                    "mv", [scratch.path(of: "remotes/shop.git"), "\(folder)/shop.git"]
                ).succeed()
                try await shop.git(
                    "remote", "set-url", "origin", server.address(of: "platform/shop.git"))
                let arguments = ["doctor"] + (role.isEmpty ? [] : ["--role", role])
                let variables = [
                    "GITHUB_ACTIONS": "true", "GITEA_ACTIONS": "true",
                    "GITHUB_SERVER_URL": server.address,
                ]
                let outcome = try await shop.command(arguments, variables: variables).run()
                #expect(outcome.end == .exited(code), "\(outcome.output)")
                #expect(outcome.output.contains(line), "\(outcome.output)")
                let runtime = outcome.output.contains("production: runtime")
                #expect(runtime == (role != "proposer"))
                #expect(server.count(of: .push) == 0)
            }
        }
    }
}
