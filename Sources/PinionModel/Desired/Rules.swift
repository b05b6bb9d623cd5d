/// The rules of an environment, from its `environment.yaml`.
package struct Rules: Hashable, Sendable {
    /// Whether and how the environment applies.
    package let apply: ApplyMode
    /// Names that may run without a pin: literal names, and `*` for any run of characters.
    package let untrackedIgnore: [NamePattern]
    /// The limits of one run.
    package let limits: Limits
    /// The times at which new pins may or may not be applied.
    package let windows: [Window]
    /// A stop of all new pins.
    package let freeze: Freeze?
    /// The registry tag that is kept on each pin.
    package let environmentTag: ImageReference.Tag?
    /// The environment that pins must come from, and how long they must have run there.
    package let promotion: Promotion?
    /// The way in which bumps and promotions reach the tracked branch.
    package let proposals: ProposalMode
    /// The options of their pull requests.
    package let review: PullRequestOptions
    /// Rules in the file that this version reads but does not enforce; any of them stops applies.
    package let unenforced: [UnenforcedRule]

    package init(
        apply: ApplyMode = .never, untrackedIgnore: [NamePattern] = [], limits: Limits = Limits(),
        windows: [Window] = [], freeze: Freeze? = nil, environmentTag: ImageReference.Tag? = nil,
        promotion: Promotion? = nil, proposals: ProposalMode = .pullRequest,
        review: PullRequestOptions = PullRequestOptions(), unenforced: [UnenforcedRule] = []
    ) {
        (self.apply, self.untrackedIgnore, self.limits) = (apply, untrackedIgnore, limits)
        (self.windows, self.freeze, self.environmentTag) = (windows, freeze, environmentTag)
        (self.promotion, self.proposals, self.review) = (promotion, proposals, review)
        self.unenforced = unenforced
    }
}

/// Whether and how an environment applies.
package enum ApplyMode: String, Hashable, Sendable, CaseIterable {
    /// Every run applies what the rules allow.
    case automatic
    /// Only `reconcile --approve PLAN-HASH` applies.
    case manual
    /// Reports only: the default.
    case never
}

/// The environment that pins must come from.
package struct Promotion: Hashable, Sendable {
    /// The environment in which they must have run.
    package let from: Environment.Name
    /// How long they must have run, without a critical or unverified finding.
    package let soak: Duration

    package init(from: Environment.Name, soak: Duration = .zero) {
        (self.from, self.soak) = (from, soak)
    }
}

/// The way in which proposals reach the tracked branch.
package enum ProposalMode: String, Hashable, Sendable, CaseIterable {
    /// By a pull request: the default.
    case pullRequest = "pull-request"
    /// `bump` and `promote` may commit to the tracked branch, and `--direct` is allowed.
    case direct
}

/// The options of a proposal's pull request, which apply if the forge supports them.
package struct PullRequestOptions: Hashable, Sendable {
    package let labels: [String]
    /// The reviewers, by the forge's names; a name with `/` is a team.
    package let reviewers: [String]
    package let isDraft: Bool
    /// Whether the forge merges it automatically once its requirements are met.
    package let autoMerges: Bool

    package init(
        labels: [String] = [], reviewers: [String] = [], isDraft: Bool = false,
        autoMerges: Bool = false
    ) {
        (self.labels, self.reviewers, self.isDraft) = (labels, reviewers, isDraft)
        self.autoMerges = autoMerges
    }

    /// Returns the options for a purpose; a rollback or a hold is urgent and never a draft.
    package func options(for purpose: Proposal.Purpose) -> PullRequestOptions {
        guard isDraft, purpose == .rollback || purpose == .hold else { return self }
        return PullRequestOptions(labels: labels, reviewers: reviewers, autoMerges: autoMerges)
    }

    /// Whether new options keep all reviewers and do not turn automatic merging on.
    package func isPreserved(in new: PullRequestOptions) -> Bool {
        Set(reviewers).isSubset(of: new.reviewers) && (autoMerges || !new.autoMerges)
    }
}

/// The limits of one run of an environment.
package struct Limits: Hashable, Sendable {
    /// The most changes that a run may make without an approval; `nil` means no limit.
    package let changes: Int?
    /// The most changes that are under way at once.
    package let parallel: Int
    /// How long a run waits for its rollouts.
    package let timeout: Duration

    package init(changes: Int? = nil, parallel: Int = 4, timeout: Duration = .seconds(600)) {
        (self.changes, self.parallel, self.timeout) = (changes, parallel, timeout)
    }
}

/// A stop of all new pins, until the end of a day (24:00 UTC) if one is given.
package struct Freeze: Hashable, Sendable {
    /// The reason.
    package let reason: String
    /// The last day.
    package let until: CalendarDate?

    package init(reason: String, until: CalendarDate?) {
        (self.reason, self.until) = (reason, until)
    }

    /// Whether it is in force at a moment.
    package func isInForce(at now: Timestamp) -> Bool { until.map { now < $0.endInUTC } ?? true }
}

/// A rule that this version reads but does not enforce.
package struct UnenforcedRule: Hashable, Sendable {
    /// Its key in the file: `promotion`, `trust`.
    package let key: String
    /// The place in the file.
    package let site: FilePosition

    package init(key: String, site: FilePosition) { (self.key, self.site) = (key, site) }
}

/// A name, or a pattern in which `*` matches any run of characters.
package struct NamePattern: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as written.
    package let description: String

    package init(_ text: String) { description = text }

    package func matches(_ name: String) -> Bool {
        let parts = description.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts.first, let last = parts.last else {
            return name == description
        }
        guard name.hasPrefix(first), name.dropFirst(first.count).hasSuffix(last) else {
            return false
        }
        var rest = name.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
