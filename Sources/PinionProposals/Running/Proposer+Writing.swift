import PinionModel

extension Proposer {
    /// Reads a commit of the tracked branch, or of a proposal's.
    func ground(
        at commit: CommitID, _ brief: ProposalBrief, place: String? = nil
    ) async throws -> ProposalGround {
        let files = try await ports.source.files(of: commit, at: brief.roots)
        return try ground(commit, files, brief, place: place ?? "commit \(commit.short)")
    }

    private func ground(
        _ commit: CommitID, _ files: [RepositoryFile], _ brief: ProposalBrief, place: String
    ) throws -> ProposalGround {
        let project: Project
        let environment: PinionModel::Environment
        do {
            project = try brief.read(files)
            let read = project.environments.first { $0.name == brief.environment.description }
            guard let read else {
                throw ProposalError.noEnvironment(brief.environment, commit: commit)
            }
            environment = try read.result.get()
        } catch let mistakes as FileMistakes {
            throw ProposalError.unreadable(place: place, mistakes)
        }
        return ProposalGround(
            commit: commit, project: project, environment: environment, files: files)
    }

    /// Writes the commit of some changes, reads it again, and compares it with the plan; no ref moves.
    ///
    /// The message tells of these changes alone; the intent is the whole proposal's, of which they may be a part.
    func write(
        _ proposal: Proposal, _ changes: [PinChange], _ brief: ProposalBrief,
        onto ground: ProposalGround
    ) async throws -> CommitID {
        let former = Set(ground.files)
        let edited = try brief.edit(changes, ground).filter { !former.contains($0) }
        guard !edited.isEmpty else {
            throw PublishError.unfaithful(reason: "the planned changes alter no file")
        }
        let commit = try await ports.publisher.write(
            CommitDraft(
                parent: ground.commit, files: edited,
                message: proposal.limited(to: changes).message(intent: proposal.intent),
                at: brief.at))
        let written = try await ports.source.files(of: commit, at: [brief.folder])
        let others = ground.files.filter { !$0.path.hasPrefix(brief.folder + "/") }
        let result = try self.ground(
            commit, (others + written).sorted { $0.path < $1.path }, brief,
            place: "the commit that was written")
        try Self.compare(result.environment, with: ground.environment, after: changes)
        return commit
    }

    private static func compare(
        _ written: PinionModel::Environment, with former: PinionModel::Environment,
        after changes: [PinChange]
    ) throws(PublishError) {
        let planned = PinTable(former).applying(changes)
        guard PinTable(written) == planned else {
            let unplanned = PinTable(written).difference(from: planned)
            throw .unfaithful(
                reason:
                    "the pins of \(unplanned.prefix(3).map(\.description).joined(separator: ", ")) "
                    + "would not be what was planned")
        }
        guard written.rules == former.rules, written.runtime.isEqual(to: former.runtime)
        else {
            throw .unfaithful(reason: "rules of \(former.name) would change too")
        }
    }

    /// Moves a branch to a commit.
    ///
    /// Where it is not known whether that landed, the remote is asked; the same commit is sent again only
    /// while the branch still stands where it stood.
    /// - Returns: the commit of this intent that is on the branch; nil where somebody else was first.
    func push(
        _ commit: CommitID, to branch: String, expecting old: CommitID?, base: CommitID,
        _ proposal: Proposal
    ) async throws(PublishError) -> CommitID? {
        var doubt = PublishError.unknown(branch: branch, reason: "the remote does not answer")
        for _ in 0..<3 {
            do throws(PublishError) {
                try await ports.publisher.push(commit, to: branch, expecting: old)
                return commit
            } catch {
                switch error {
                case .moved: return nil
                case .unknown: doubt = error
                case .refused, .unfaithful, .source: throw error
                }
            }
            let now: ProposalBranch?
            do throws(PublishError) {
                now = try await ports.publisher.branch(branch, against: base)
            } catch {
                throw doubt
            }
            guard now?.tip != old else { continue }
            return now?.landed(commit, proposal.intent, after: old)
        }
        throw doubt
    }
}

extension ProposalBranch {
    /// The commit of an intent that came to the branch since it stood at another: the one that was sent, or
    /// the same one of another run; nil where there is none.
    ///
    /// What stood there before may carry the same intent, and proves nothing.
    fileprivate func landed(
        _ commit: CommitID, _ intent: PinionModel::Digest, after old: CommitID?
    ) -> CommitID? {
        guard tip != commit else { return commit }
        return commits.prefix { $0.id != old }
            .first { $0.id == commit || $0.intent == intent.hex }?.id
    }
}

extension PinTable {
    /// The pins that differ, ordered.
    fileprivate func difference(from other: PinTable) -> [PinKey] {
        Set(entries.keys).union(other.entries.keys).filter { entries[$0] != other.entries[$0] }
            .sorted()
    }
}
