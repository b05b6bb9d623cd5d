/// One difference or risk, with a stable kind, a severity and a sentence.
package struct Finding: Hashable, Sendable {
    /// The kind of difference; scripts rely on it.
    package let kind: Kind
    /// The severity; each kind has one, except `unreachable` (see there).
    package let severity: Severity
    /// The container that it concerns; `nil` if it concerns the whole service or environment.
    package let container: String?
    /// The sentence.
    package let text: RichText
    /// The time at which it was first recorded; `nil` if it never was.
    package let firstSeen: Timestamp?
    /// The image that a restart, deployment or re-creation would pull, if the finding is about it.
    package let wouldPull: WouldPull?
    /// The author of the change, if the runtime reports one.
    package let changedBy: Attribution?
    /// The failure that it reports; `nil` if it reports none.
    package private(set) var cause: Failure?

    /// Makes a finding; the severity is the kind's own unless given.
    package init(
        _ kind: Kind, severity: Severity? = nil, container: String? = nil, message: RichText,
        firstSeen: Timestamp? = nil, wouldPull: WouldPull? = nil, changedBy: Attribution? = nil
    ) {
        (self.kind, self.severity, self.container) = (kind, severity ?? kind.severity, container)
        (self.text, self.firstSeen) = (message, firstSeen)
        (self.wouldPull, self.changedBy) = (wouldPull, changedBy)
    }

    /// Makes a finding that reports a failure.
    package init(_ kind: Kind, severity: Severity? = nil, because cause: Failure) {
        self.init(kind, severity: severity, message: RichText(cause.description))
        self.cause = cause
    }

    /// The sentence as scripts read it, with whole digests.
    package var message: String { text.description }

    /// Returns the same finding with the time at which it was first recorded.
    package func seen(since firstSeen: Timestamp?) -> Finding {
        var finding = Finding(
            kind, severity: severity, container: container, message: text, firstSeen: firstSeen,
            wouldPull: wouldPull, changedBy: changedBy)
        finding.cause = cause
        return finding
    }
}

/// What would be pulled, on which occasion, and whether it is the pin.
package struct WouldPull: Hashable, Sendable {
    /// An event after which the runtime looks the reference up again.
    package enum Occasion: String, Hashable, Sendable {
        /// A restart, or a replacement of an instance.
        case restart
        /// The next deployment; a restart before it uses what the last deployment resolved.
        case deployment
        /// Deleting the service and creating it again from its template.
        case recreation
    }

    /// The event after which it would be pulled.
    package let occasion: Occasion
    /// The digest that the reference names now; `nil` if the registry could not say.
    package let digest: Digest?
    /// Whether the digest is the pin; `nil` if unknown.
    package let isPin: Bool?

    package init(on occasion: Occasion, digest: Digest?, isPin: Bool?) {
        (self.occasion, self.digest, self.isPin) = (occasion, digest, isPin)
    }
}

/// The severity of a finding, worst first.
package enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
    case critical
    case unverified
    case hazard
    case progress
    case notice

    /// Orders worst first.
    package static func < (one: Severity, other: Severity) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .critical: 0
        case .unverified: 1
        case .hazard: 2
        case .progress: 3
        case .notice: 4
        }
    }
}

/// The status of a service or environment, from its findings, worst first.
package enum Status: String, Hashable, Sendable, CaseIterable, Comparable {
    case drifted
    case unverified
    case atRisk = "at-risk"
    case progressing
    case synced
    /// In step but scaled to zero: the pin is declared, and no instance shows that it runs.
    case idle

    /// Makes the status that findings give: the worst severity decides.
    package init(of findings: some Sequence<Finding>) {
        switch findings.map(\.severity).min() {
        case .critical: self = .drifted
        case .unverified: self = .unverified
        case .hazard: self = .atRisk
        case .progress: self = .progressing
        case .notice, nil: self = .synced
        }
    }

    /// Makes the worst of several statuses; `synced` if there are none.
    package init(worstOf statuses: some Sequence<Status>) { self = statuses.min() ?? .synced }

    /// Orders worst first.
    package static func < (one: Status, other: Status) -> Bool { one.rank < other.rank }

    private var rank: Int {
        switch self {
        case .drifted: 0
        case .unverified: 1
        case .atRisk: 2
        case .progressing: 3
        case .synced: 4
        case .idle: 5
        }
    }
}
