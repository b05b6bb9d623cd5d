/// The reason why a branch of a repository on this host must not be moved unnoticed.
struct PushObstacle: Hashable, Sendable {
    /// The obstacle, as a clause.
    let reason: String
    /// The advice to the operator.
    let remedy: String

    /// The hooks of `githooks(5)` that may refuse a push.
    private static let judges = ["pre-receive", "update", "proc-receive", "reference-transaction"]

    /// Looks for an obstacle; `nil` if there is none.
    ///
    /// Moving a checked-out branch would leave the working copy behind, as if the new changes had
    /// been undone there. Hooks are programs, which are never run here: a branch that one protects
    /// is not moved.
    init?(movingOf ref: String, isForced: Bool, in handle: RepositoryHandle) throws(GitError) {
        if try handle.isCheckedOut(ref) {
            reason = "it is checked out in a working copy, which is never touched"
            remedy =
                "run `git switch --detach` there and the command again, then `git switch -`; or "
                + "give the repository a remote that everybody pushes to"
            return
        }
        if let hook = try Self.hook(in: handle) {
            reason = "the hook \(hook) judges pushes, and no hook is run on this host"
            remedy = "name the repository by an address (ssh:// or https://), or remove the hook"
            return
        }
        if isForced, try handle.setting("receive.denynonfastforwards") == "true" {
            reason = "it would lose commits, which receive.denyNonFastForwards forbids"
            remedy = "delete the branch there"
            return
        }
        return nil
    }

    private static func hook(in handle: RepositoryHandle) throws(GitError) -> String? {
        var folder = "\(handle.gitFolder)hooks"
        if let other = try handle.pathSetting("core.hookspath") {
            folder = other.hasPrefix("/") ? other : "\(handle.gitFolder)\(other)"
        }
        return judges.map { "\(folder)/\($0)" }.first(where: Files.isExecutable)
    }
}
