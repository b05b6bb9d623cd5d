import PinionModel

extension RemoteRepository: BranchStore {
    func trackedBranch(_ branch: String?) async throws(SourceError) -> String {
        if let branch { return branch }
        return try await newest(needing: []).defaultBranch ?? "main"
    }

    func target(ofKnown ref: String) async throws(SourceError) -> ObjectID? {
        try await newest(needing: [ref]).target(of: ref)
    }

    func refs(under prefix: String) async throws(SourceError) -> [String] {
        bring(under: prefix)
        return try await newest(needing: []).refs(under: prefix)
    }

    func move(
        _ branch: String, from old: ObjectID?, to new: ObjectID, isForced: Bool
    ) async throws(PublishError) {
        let ref = "refs/heads/\(branch)"
        let outcome = await push(new, to: ref, expecting: old, isForced: isForced)
        if outcome == .landed { return note(new, at: ref) }
        outdate()
        switch outcome {
        case .landed: return
        case .moved: throw .moved(branch: branch)
        case .refused(let reason):
            throw .refused(
                branch: branch, reason: reason,
                remedy: reason.asksForSignature ? .signing : .rightToPush(branch))
        case .unknown(let doubt): throw .unknown(branch: branch, reason: doubt)
        case .failed(.refused(let remote, let reason, let remedy)):
            throw .refused(branch: branch, reason: "\(remote): \(reason)", remedy: remedy)
        case .failed(let error): throw .source(error)
        }
    }
}

extension String {
    /// Whether a server's refusal is about signatures, such as "Commits must have verified
    /// signatures" (GitHub), "Commit must be signed with a GPG key" (GitLab).
    fileprivate var asksForSignature: Bool {
        let text = lowercased()
        return ["signed", "signature", "unverified"].contains(where: text.contains)
    }

    /// The advice for a server that takes signed commits alone.
    fileprivate static let signing =
        "write `sign: ssh` into pinion.yaml, set git's user.signingKey to a key that the server "
        + "knows, and see Documentation/logins.md; commit.gpgSign of git signs nothing of Pinion's"

    /// Returns the advice for a remote that refuses a push to a branch.
    fileprivate static func rightToPush(_ branch: String) -> String {
        branch.hasPrefix(Proposal.branchPrefix)
            ? "let this user make and replace branches below \(Proposal.branchPrefix)"
            : "propose it by a pull request, or let this user push to \(branch)"
    }
}
