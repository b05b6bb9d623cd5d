package import PinionDecisions
package import PinionModel

/// What one proposal is about, and how it is planned.
///
/// Everything that is asked here is asked anew when the tracked branch has moved.
package struct ProposalBrief: Sendable {
    /// How a proposal reaches the tracked branch.
    package enum Way: Hashable, Sendable {
        /// By a pull request.
        case review
        /// By a commit on the tracked branch, which the environment's file must allow.
        case direct
        /// As `proposals` of the environment's file says.
        case asTheFileSays
    }

    /// The environment.
    package let environment: Environment.Name
    /// What it is for.
    package let purpose: Proposal.Purpose
    /// How it reaches the tracked branch.
    package let way: Way
    /// Whether it adds to what its open branch proposes, instead of replacing it.
    package let accumulates: Bool
    /// The run's start, which dates its commits.
    package let at: Timestamp
    /// The tracked branch's tip, as the run found it.
    package let tip: CommitID
    /// The paths of all files that are read.
    package let roots: [String]
    /// The environment's folder.
    package let folder: String
    /// Reads the files of a commit.
    package let read: @Sendable ([RepositoryFile]) throws -> Project
    /// The files that some changes alter, with their new bytes.
    package let edit: @Sendable ([PinChange], ProposalGround) throws -> [RepositoryFile]
    /// What is to change on a commit of the tracked branch.
    package let plan: @Sendable (ProposalGround) async throws -> PlannedChanges

    /// Puts a brief together.
    package init(
        environment: Environment.Name, purpose: Proposal.Purpose, way: Way, accumulates: Bool,
        at: Timestamp, tip: CommitID, roots: [String], folder: String,
        read: @escaping @Sendable ([RepositoryFile]) throws -> Project,
        edit: @escaping @Sendable ([PinChange], ProposalGround) throws -> [RepositoryFile],
        plan: @escaping @Sendable (ProposalGround) async throws -> PlannedChanges
    ) {
        self.environment = environment
        self.purpose = purpose
        self.way = way
        self.accumulates = accumulates
        self.at = at
        self.tip = tip
        self.roots = roots
        self.folder = folder
        self.read = read
        self.edit = edit
        self.plan = plan
    }
}

/// The commit that a proposal is planned on, and what it says.
package struct ProposalGround: Sendable {
    /// The commit.
    package let commit: CommitID
    /// Everything that it asks for.
    package let project: Project
    /// The proposal's environment.
    package let environment: Environment
    /// All files that were read.
    package let files: [RepositoryFile]
}

/// What a run wants to change.
package struct PlannedChanges: Sendable {
    /// The changes.
    package let changes: [PinChange]
    /// Where each comes from.
    package let origins: [PinKey: ChangeOrigin]
    /// Pins that the run speaks of, changed or not: what the open branch proposed for them before is void.
    package let settles: Set<PinKey>
    /// Why a window or freeze was overridden; nil where none was.
    package let override: OverrideReason?
    /// What is not proposed, and why.
    package let left: [LeftOut]
    /// What people should know besides.
    package let notes: [String]

    /// Puts a plan together.
    package init(
        changes: [PinChange], origins: [PinKey: ChangeOrigin] = [:], settles: Set<PinKey> = [],
        override: OverrideReason? = nil, left: [LeftOut] = [], notes: [String] = []
    ) {
        self.changes = changes.inOrder
        self.origins = origins
        self.settles = settles.union(changes.map(\.key))
        self.override = override
        self.left = left
        self.notes = notes
    }
}

extension PlannedChanges {
    /// The changes of a proposal that a planner made.
    package init(
        _ proposal: Proposal, settles: Set<PinKey> = [], left: [LeftOut] = [],
        notes: [String] = []
    ) {
        self.init(
            changes: proposal.changes, origins: proposal.origins, settles: settles,
            override: proposal.override, left: left, notes: notes)
    }
}
