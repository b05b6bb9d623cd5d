import PinionGit
import PinionModel
import PinionProposals
import PinionWiring

extension Examination {
    /// Finds the forge and its token, and reads a pull request with it; writes nothing.
    ///
    /// A reconcile needs no forge. Without a role and a `forge` in pinion.yaml, a missing token is
    /// mentioned, and is no failure.
    mutating func examineForge(_ session: Session) async {
        guard role != .host else {
            let text = "not asked: a host that reconciles needs neither it nor a token for it"
            return lines.append(("forge", .unneeded, text))
        }
        let settings = session.project.settings.forge
        do throws(ForgeError) {
            guard let forge = try await session.forge(), settings?.kind != ForgeKind.none else {
                lines.append(("forge", .well, "none; a proposal ends at its pushed branch"))
                return
            }
            _ = try await forge.pullRequest(from: "\(Proposal.branchPrefix)doctor")
            lines.append(("forge", .well, "\(forge.label) takes the token that was found"))
        } catch {
            let isNeeded = settings != nil || role == .proposer
            let text = "no pull request can be opened: \(error)"
            lines.append(("forge", isNeeded ? .missing : .unneeded, text))
        }
    }

    /// Tries the right to push proposals' branches, without pushing one.
    mutating func examineBranches(_ session: Session) async {
        await attempt("branches of proposals") {
            try await session.repository.checkWriting()
            return "granted, as far as can be told without pushing"
        }
    }
}
