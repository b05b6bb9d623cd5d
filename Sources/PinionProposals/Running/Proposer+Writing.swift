import PinionFiles
import PinionModel

extension Proposer {
    /// Writes the commit of some changes and compares it with the plan; no ref moves.
    ///
    /// The message names only these changes; the intent is that of the whole proposal.
    func write(
        _ proposal: Proposal, _ changes: [PinChange], _ task: ProposalTask, onto base: ProposalBase
    ) async throws -> CommitID {
        let former = Set(base.files)
        let edited = try PinsEdit.applying(
            changes, to: base.files, folder: context.environmentsFolder,
            environment: base.environment
        ).filter { !former.contains($0) }
        guard !edited.isEmpty else {
            throw PublishError.differsFromPlan(reason: "the planned changes alter no file")
        }
        let commit = try await context.publisher.write(
            CommitDraft(
                parent: base.commit, files: edited,
                message: proposal.limited(to: changes).message(intent: proposal.intent),
                at: context.now))
        let folder = "\(context.environmentsFolder)/\(task.environment)"
        let written = try await context.source.files(of: commit, at: [folder])
        let others = base.files.filter { !$0.path.hasPrefix(folder + "/") }
        let result = try self.base(
            commit, (others + written).sorted { $0.path < $1.path }, task,
            place: "the commit that was written")
        try Self.compare(result.environment, with: base.environment, after: changes)
        return commit
    }

    private static func compare(
        _ written: Environment, with former: Environment, after changes: [PinChange]
    ) throws(PublishError) {
        let planned = PinSet(former).applying(changes)
        guard PinSet(written) == planned else {
            let unplanned = PinSet(written).difference(from: planned)
            throw .differsFromPlan(
                reason:
                    "the pins of \(unplanned.prefix(3).map(\.description).joined(separator: ", ")) "
                    + "would not be what was planned")
        }
        guard written.rules == former.rules, written.runtime.isEqual(to: former.runtime) else {
            throw .differsFromPlan(reason: "rules of \(former.name) would change too")
        }
    }

    /// Moves a branch to a commit.
    ///
    /// If it is unknown whether that landed, the remote is asked; the same commit is sent again
    /// only while the branch has not moved.
    /// - Returns: the commit of this intent on the branch; `nil` if another process was first.
    func push(
        _ commit: CommitID, to branch: String, expecting old: CommitID?, base: CommitID,
        _ proposal: Proposal
    ) async throws(PublishError) -> CommitID? {
        var doubt = PublishError.unknown(branch: branch, reason: "the remote does not answer")
        for _ in 0..<3 {
            do throws(PublishError) {
                try await context.publisher.push(commit, to: branch, expecting: old)
                return commit
            } catch {
                switch error {
                case .moved: return nil
                case .unknown: doubt = error
                case .refused, .differsFromPlan, .unsigned, .source: throw error
                }
            }
            let now: ProposalBranch?
            do throws(PublishError) {
                now = try await context.publisher.branch(branch, against: base)
            } catch { throw doubt }
            guard now?.tip != old else { continue }
            return now?.landed(commit, proposal.intent, after: old)
        }
        throw doubt
    }
}

extension ProposalBranch {
    /// Returns the commit of an intent that came to the branch after `old`: the one that was sent,
    /// or the same one of another run; `nil` if there is none.
    ///
    /// Earlier commits may carry the same intent, and prove nothing.
    fileprivate func landed(
        _ commit: CommitID, _ intent: Digest, after old: CommitID?
    ) -> CommitID? {
        guard tip != commit else { return commit }
        return commits.prefix { $0.id != old }
            .first { $0.id == commit || $0.intent == intent.hex }?.id
    }
}

extension PinSet {
    /// Returns the pins that differ, ordered.
    fileprivate func difference(from other: PinSet) -> [PinKey] {
        Set(entries.keys).union(other.entries.keys).filter { entries[$0] != other.entries[$0] }
            .sorted()
    }
}
