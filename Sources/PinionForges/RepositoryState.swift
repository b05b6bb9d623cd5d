import PinionModel
import PinionSyntax

/// What a forge's description of a repository tells of pull requests there.
struct RepositoryState: Hashable, Sendable {
    /// The present path; `nil` if the forge does not tell.
    let path: String?
    /// Why no pull request can be opened, with the remedy; `nil` if the description names nothing.
    let obstacle: String?
    /// What the description tells of the token.
    let checks: [ForgeCheck]

    init(path: String?, obstacle: String?, checks: [ForgeCheck] = []) {
        (self.path, self.obstacle, self.checks) = (path, obstacle, checks)
    }
}

extension RepositoryState {
    /// Finds out why a repository with these members takes no pull requests; `nil` if it does.
    ///
    /// - Parameters:
    ///   - node: The description.
    ///   - isOff: Whether pull requests are turned off.
    ///   - requests: What the forge calls pull requests.
    ///   - setting: The place of the setting that turns them on.
    /// - Returns: The clause with its remedy.
    static func obstacle(
        _ node: JSONNode, isOff: Bool, _ requests: String = "pull requests", on setting: String
    ) -> String? {
        if node["archived"]?.bool == true { return archived }
        if isOff {
            return "its \(requests) are turned off; turn them on under \(setting), or set "
                + "`proposals: direct` or `forge: { kind: none }`"
        }
        return nil
    }

    /// The clause for an archived repository.
    static let archived =
        "the repository is archived, and only read; take it out of the archive, or name the one "
        + "in use as `repository:` under `forge:` in pinion.yaml"

    /// Returns the clause for a repository that has another path by now.
    static func renamed(to path: String) -> String {
        "the repository was renamed or moved, to \(ShownText(path)); write that as `repository:` "
            + "under `forge:` in pinion.yaml, and mend the remote (`git remote set-url`)"
    }

    /// Returns what is told of the role of the token's user.
    static func role(mayWrite: Bool?, needed: String, untold: String) -> ForgeCheck {
        let result: ForgeCheck.Result =
            switch mayWrite {
            case true: .granted("its user may write in the repository")
            case false: .refused("its user may not write in the repository; give it \(needed)")
            default: .untried(untold)
            }
        return ForgeCheck("role", result)
    }
}
