import PinionFiles
import PinionModel

// Environments as commits and branches have them.
extension Proposer {
    /// Reads a commit of the tracked branch, or of a proposal's branch.
    func base(
        at commit: CommitID, _ task: ProposalTask, place: String? = nil
    ) async throws -> ProposalBase {
        let files = try await context.source.files(
            of: commit, at: [ProjectReader.settingsPath, context.environmentsFolder])
        return try base(commit, files, task, place: place ?? "commit \(commit.short)")
    }

    func base(
        _ commit: CommitID, _ files: [RepositoryFile], _ task: ProposalTask, place: String
    ) throws -> ProposalBase {
        do {
            let project = try context.port.reader.project(from: files)
            let read = project.environments.first { $0.name == task.environment.description }
            guard let read else {
                throw ProposalError.noEnvironment(task.environment, commit: commit)
            }
            return ProposalBase(
                commit: commit, project: project, environment: try read.result.get(), files: files)
        } catch let mistakes as FileMistakes {
            throw ProposalError.unreadable(place: place, mistakes)
        }
    }

    /// The changes of a branch since its beginning on the tracked one.
    struct BranchDiff {
        /// The branch's tip.
        let latest: ProposalBase
        let changes: [PinChange]
        /// Whether the branch begins at the tracked branch's tip: forges that require branches to
        /// be up to date do not merge one that is behind, and no one else updates it.
        let isCurrent: Bool
    }

    /// Returns a branch's changes; `nil` if it has no commits or none in common with the tracked
    /// one.
    func diff(
        of branch: ProposalBranch, named name: String, _ task: ProposalTask, _ tip: ProposalBase
    ) async throws -> BranchDiff? {
        guard let start = branch.mergeBase, !branch.commits.isEmpty else { return nil }
        let place = "the branch \(name)"
        let former = start == tip.commit ? tip : try await base(at: start, task, place: place)
        let latest = try await base(at: branch.tip, task, place: place)
        return BranchDiff(
            latest: latest, changes: .between(former.environment, latest.environment),
            isCurrent: start == tip.commit)
    }

    /// Throws if another open proposal moves one of the same pins to another image.
    ///
    /// A rollback is never stopped by that: it is needed at once, and the other is planned again.
    func refuseConflicts(
        _ task: ProposalTask, _ proposal: Proposal, _ tip: ProposalBase
    ) async throws {
        let moves = proposal.changes.moves
        guard !moves.isEmpty, proposal.purpose != .rollback else { return }
        let prefix = "\(Proposal.branchPrefix)\(task.environment)/"
        for name in try await context.publisher.branches(under: prefix)
        where name != proposal.branch {
            if let conflict = try await conflict(of: moves, with: name, task, tip) {
                throw ProposalError.conflict(conflict)
            }
        }
    }

    private func conflict(
        of moves: [PinKey: PinnedImage], with name: String, _ task: ProposalTask,
        _ tip: ProposalBase
    ) async throws -> ProposalConflict? {
        guard let branch = try await context.publisher.branch(name, against: tip.commit),
            let diff = try await diff(of: branch, named: name, task, tip)
        else { return nil }
        let clash = diff.changes.moves.sorted { $0.key < $1.key }.first { key, image in
            moves[key].map { !$0.isSameImage(as: image.reference) } ?? false
        }
        guard let clash else { return nil }
        let request = try await context.forge()?.pullRequest(from: name)
        guard request.map({ $0.state == .open }) ?? true else { return nil }
        return ProposalConflict(
            pin: clash.key, image: clash.value, branch: name, address: request?.address)
    }
}
