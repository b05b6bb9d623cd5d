import PinionGit
import PinionModel
import PinionProposals
import PinionWiring

extension Examination {
    /// Finds the forge and its token, and asks what the token may do; writes nothing.
    ///
    /// A reconcile needs no forge. Without a role and a `forge` in pinion.yaml, what is missing is
    /// mentioned, and is no failure.
    mutating func examineForge(_ session: Session) async {
        guard role != .host else {
            let text = "not asked: a host that reconciles needs neither it nor a token for it"
            return lines.append(("forge", .unneeded, text))
        }
        let settings = session.project.settings.forge
        let lack: State = settings != nil || role == .proposer ? .missing : .unneeded
        do throws(ForgeError) {
            guard let forge = try await session.forge(), settings?.kind != ForgeKind.none else {
                lines.append(("forge", .well, "none; a proposal ends at its pushed branch"))
                return
            }
            let examining = forge as? any ForgeExamining
            let checks = try await examining?.examine() ?? []
            if !checks.contains(where: \.isRefused) {
                _ = try await forge.pullRequest(from: "\(Proposal.branchPrefix)doctor")
                lines.append(("forge", .well, "\(forge.label) takes the token that was found"))
            }
            for check in checks {
                let name = "forge: \(check.name)"
                switch check.result {
                case .granted(let text): lines.append((name, .well, text))
                case .untried(let text): lines.append((name, .unneeded, "not tried: \(text)"))
                case .refused(let text):
                    lines.append((name, lack, "no pull request can be opened: \(text)"))
                }
            }
        } catch {
            lines.append(("forge", lack, "no pull request can be opened: \(error)"))
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
