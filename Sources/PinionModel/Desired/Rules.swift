/// The rules of an environment, from its `environment.yaml`.
package struct Rules: Hashable, Sendable {
    /// Whether and how it applies.
    package let apply: ApplyMode
    /// Names that may run without a pin: literal names, and `*` for any run of characters.
    package let untrackedIgnore: [NamePattern]
    /// Caps of one run.
    package let limits: Limits
    /// When new pins may or may not be applied.
    package let windows: [Window]
    /// A stop of all new pins.
    package let freeze: Freeze?
    /// The registry tag that is kept on each pin.
    package let environmentTag: ImageReference.Tag?
    /// Where pins may come from, and for how long they must have run there.
    package let promotion: Promotion?
    /// How bumps and promotions reach the tracked branch.
    package let proposals: ProposalMode
    /// What their pull requests are opened with.
    package let review: PullRequestOptions
    /// Rules in the file that this version reads and does not enforce; any of them refuses applies.
    package let unenforced: [UnenforcedRule]

    /// The defaults, with what is given changed.
    package init(
        apply: ApplyMode = .never, untrackedIgnore: [NamePattern] = [], limits: Limits = Limits(),
        windows: [Window] = [], freeze: Freeze? = nil, environmentTag: ImageReference.Tag? = nil,
        promotion: Promotion? = nil, proposals: ProposalMode = .pullRequest,
        review: PullRequestOptions = PullRequestOptions(), unenforced: [UnenforcedRule] = []
    ) {
        self.apply = apply
        self.untrackedIgnore = untrackedIgnore
        self.limits = limits
        self.windows = windows
        self.freeze = freeze
        self.environmentTag = environmentTag
        self.promotion = promotion
        self.proposals = proposals
        self.review = review
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

/// Where an environment's pins may come from.
package struct Promotion: Hashable, Sendable {
    /// The environment in which they must have run.
    package let from: Environment.Name
    /// For how long, without a critical or unverified observation.
    package let soak: Duration

    /// Puts a rule together.
    package init(from: Environment.Name, soak: Duration = .zero) {
        self.from = from
        self.soak = soak
    }
}

/// How proposals reach the tracked branch.
package enum ProposalMode: String, Hashable, Sendable, CaseIterable {
    /// By a pull request: the default.
    case pullRequest = "pull-request"
    /// `bump` and `promote` may commit to the tracked branch, and `--direct` is allowed.
    case direct
}

/// What a proposal's pull request is opened with, as far as the forge has it.
package struct PullRequestOptions: Hashable, Sendable {
    /// Its labels.
    package let labels: [String]
    /// Who is asked for a review, in the forge's own words; a `/` is in the name of a team.
    package let reviewers: [String]
    /// Whether it is a draft.
    package let isDraft: Bool
    /// Whether the forge merges it by itself, once what it requires is there.
    package let mergesItself: Bool

    /// No wish, with what is given changed.
    package init(
        labels: [String] = [], reviewers: [String] = [], isDraft: Bool = false,
        mergesItself: Bool = false
    ) {
        self.labels = labels
        self.reviewers = reviewers
        self.isDraft = isDraft
        self.mergesItself = mergesItself
    }

    /// The options of a pull request of some purpose: what leads back to safety is never a draft.
    package func options(for purpose: Proposal.Purpose) -> PullRequestOptions {
        guard isDraft, purpose == .rollback || purpose == .hold else { return self }
        return PullRequestOptions(labels: labels, reviewers: reviewers, mergesItself: mergesItself)
    }

    /// Whether nobody who looks is left out, and no merge comes by itself that did not before.
    package func isKept(by new: PullRequestOptions) -> Bool {
        Set(reviewers).isSubset(of: new.reviewers) && (mergesItself || !new.mergesItself)
    }
}

/// Caps of one run of an environment.
package struct Limits: Hashable, Sendable {
    /// The most changes that a run may make without an approval; nil means no cap.
    package let changes: Int?
    /// How many changes are under way at once.
    package let parallel: Int
    /// How long a run waits for its rollouts.
    package let timeout: Duration

    /// The defaults, with what is given changed.
    package init(changes: Int? = nil, parallel: Int = 4, timeout: Duration = .seconds(600)) {
        self.changes = changes
        self.parallel = parallel
        self.timeout = timeout
    }
}

/// A stop of all new pins, until the end of a day (24:00 UTC) where one is given.
package struct Freeze: Hashable, Sendable {
    /// Why.
    package let reason: String
    /// The last day.
    package let until: CalendarDate?

    /// Puts a freeze together.
    package init(reason: String, until: CalendarDate?) {
        self.reason = reason
        self.until = until
    }

    /// Whether it is in force at a moment.
    package func isInForce(at now: Timestamp) -> Bool {
        until.map { now < $0.endInUTC } ?? true
    }
}

/// A rule that this version reads and does not enforce.
package struct UnenforcedRule: Hashable, Sendable {
    /// Its key in the file: `promotion`, `trust`.
    package let key: String
    /// Where it stands.
    package let site: FilePosition

    /// Names a rule.
    package init(key: String, site: FilePosition) {
        self.key = key
        self.site = site
    }
}

/// A name, or a pattern in which `*` stands for any run of characters.
package struct NamePattern: Hashable, Sendable, CustomStringConvertible {
    /// The pattern as written.
    package let description: String

    /// Wraps a pattern.
    package init(_ text: String) { description = text }

    /// Whether a name matches.
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
