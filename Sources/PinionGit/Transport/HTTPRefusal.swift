/// The sentence for an HTTP status with which a git server refuses a repository.
///
/// Forges answer 403 where a user or token lacks a right, and 404 where it may not even see a
/// repository (GitHub REST API, "Troubleshooting", "404 Not Found for an existing resource").
struct HTTPRefusal: Hashable, Sendable {
    /// The reason, as a clause.
    let reason: String
    /// The advice to the operator.
    let remedy: String

    /// Makes the sentence; `nil` for other statuses.
    init?(status: Int, host: String, isWriting: Bool) {
        let right = isWriting ? Self.rightToWrite(at: host) : Self.rightToRead(at: host)
        switch status {
        case 403:
            reason =
                "it answered 403: the user or token may not \(isWriting ? "write" : "read") there"
            remedy =
                "give it \(right)"
                + (isWriting ? "; an archived repository, too, takes no writes" : "")
        case 404:
            reason = "it answered 404: nothing is there that this user or token may see"
            remedy =
                "compare the address; forges answer 404 also for a private repository to whoever "
                + "may not \(isWriting ? "write" : "read") it, and then the user or token needs "
                + right
        default: return nil
        }
    }

    private enum Forge: CaseIterable {
        case gitHub, gitLab, gitea, bitbucket, azure

        init?(host: String) {
            let known: [(name: String, forge: Forge)] = [
                ("github.com", .gitHub), ("ghe.com", .gitHub), ("gitlab.com", .gitLab),
                ("codeberg.org", .gitea), ("gitea.com", .gitea), ("bitbucket.org", .bitbucket),
                ("dev.azure.com", .azure), ("visualstudio.com", .azure),
            ]
            let found = known.first { host == $0.name || host.hasSuffix(".\($0.name)") }
            guard let found else { return nil }
            self = found.forge
        }

        /// The rights in the words of each forge's settings.
        var words: (name: String, read: String, write: String) {  // table
            switch self {
            case .gitHub:
                (
                    "GitHub",
                    "contents: read (a classic token: the scope repo, authorized for the "
                        + "organization's single sign-on)",
                    "contents: write (in a workflow: `permissions: { contents: write }`; a classic "
                        + "token: the scope repo, authorized for the organization's single sign-on)"
                )
            case .gitLab:
                (
                    "GitLab", "the role Reporter and the scope read_repository",
                    "the role Developer and the scope write_repository (a job's token: `Allow Git "
                        + "push requests to the repository` under Settings → CI/CD)"
                )
            case .gitea: ("Gitea, Forgejo", "the scope read:repository", "write:repository")
            case .bitbucket:
                ("Bitbucket", "the scope repository", "the scope repository:write")
            case .azure:
                (
                    "Azure DevOps", "the scope Code (read)",
                    "the scope Code (read & write), and its user Contribute and Create branch"
                )
            }
        }
    }

    private static func rightToRead(at host: String) -> String {
        words(at: host) { $0.read } ?? "the right to read it"
    }

    private static func rightToWrite(at host: String) -> String {
        words(at: host) { $0.write }
            ?? "the right to write in the repository: "
            + Forge.allCases.map { "on \($0.words.name) \($0.words.write)" }.joined(separator: "; ")
    }

    private static func words(
        at host: String, _ choose: ((name: String, read: String, write: String)) -> String
    ) -> String? {
        Forge(host: host).map { choose($0.words) }
    }
}
