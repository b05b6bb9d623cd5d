extension Finding {
    /// The kinds of findings; their names are part of the public interface.
    ///
    /// Names never change, and each kind has a section in `Documentation/findings.md`.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        case runningDiffers = "running-differs"
        case runningMixed = "running-mixed"
        case runningUnverifiable = "running-unverifiable"
        case nothingRuns = "nothing-runs"
        case declaredDiffers = "declared-differs"
        case declaredFloating = "declared-floating"
        case templateDiffers = "template-differs"
        case templateFloating = "template-floating"
        case resolutionUnsafe = "resolution-unsafe"
        case pipelineBypass = "pipeline-bypass"
        case changePending = "change-pending"
        case rolloutProgressing = "rollout-progressing"
        case rolloutFailed = "rollout-failed"
        case pinUnpullable = "pin-unpullable"
        case pinExpiring = "pin-expiring"
        case tagMoved = "tag-moved"
        case environmentTagMoved = "environment-tag-moved"
        case serviceMissing = "service-missing"
        case containerMissing = "container-missing"
        case serviceUntracked = "service-untracked"
        case containerUntracked = "container-untracked"
        case serviceRecreated = "service-recreated"
        case commitUntrusted = "commit-untrusted"
        case imageUntrusted = "image-untrusted"
        case historyUnverified = "history-unverified"
        case unwatched
        case paused
        case unreachable

        /// The surface on which the difference shows.
        package var surface: SurfaceName {  // table
            switch self {
            case .runningDiffers, .runningMixed, .runningUnverifiable, .nothingRuns, .unwatched:
                .running
            case .declaredDiffers, .declaredFloating, .resolutionUnsafe, .rolloutProgressing,
                .rolloutFailed:
                .declared
            case .templateDiffers, .templateFloating, .pipelineBypass: .template
            case .changePending: .pin
            case .pinUnpullable, .pinExpiring, .tagMoved, .environmentTagMoved: .registry
            case .serviceMissing, .containerMissing, .serviceUntracked, .containerUntracked,
                .serviceRecreated:
                .inventory
            case .commitUntrusted, .imageUntrusted, .historyUnverified: .trust
            case .paused: .rules
            case .unreachable: .any
            }
        }

        /// The usual severity.
        ///
        /// `unreachable` is a notice instead if the registry's answer is not needed to compare.
        package var severity: Severity {  // table
            switch self {
            case .runningDiffers, .runningMixed, .nothingRuns, .declaredDiffers, .rolloutFailed,
                .serviceMissing, .containerMissing, .commitUntrusted, .imageUntrusted:
                .critical
            case .runningUnverifiable, .unreachable, .historyUnverified: .unverified
            case .declaredFloating, .templateDiffers, .templateFloating, .resolutionUnsafe,
                .pipelineBypass, .pinUnpullable, .pinExpiring, .environmentTagMoved,
                .serviceUntracked, .containerUntracked:
                .hazard
            case .changePending, .rolloutProgressing: .progress
            case .tagMoved, .serviceRecreated, .unwatched, .paused: .notice
            }
        }
    }

    /// A surface on which a difference shows.
    package enum SurfaceName: String, Hashable, Sendable {
        case pin
        case template
        case declared
        case running
        case registry
        case inventory
        case trust
        case rules
        case any
    }
}

/// The identity of a finding across runs: kind, service and container, never the sentence.
package struct FindingKey: Hashable, Sendable, Comparable {
    /// The kind.
    package let kind: Finding.Kind
    /// The service's key; empty for a finding of the whole environment.
    package let service: String
    /// The container; empty if the finding concerns the whole service.
    package let container: String

    /// Makes the key of a finding.
    package init(_ finding: Finding, of service: String) {
        self.init(kind: finding.kind, service: service, container: finding.container ?? "")
    }

    package init(kind: Finding.Kind, service: String, container: String) {
        (self.kind, self.service, self.container) = (kind, service, container)
    }

    /// Orders by service, container, kind.
    package static func < (one: FindingKey, other: FindingKey) -> Bool {
        ByteOrder(one.service, one.container, one.kind.rawValue)
            < ByteOrder(other.service, other.container, other.kind.rawValue)
    }
}

extension Finding {
    /// Makes a finding of a risk in a service's surroundings that a runtime reports.
    package init(_ risk: Risk) {
        let kind: Kind =
            switch risk.kind {
            case .resolutionUnsafe: .resolutionUnsafe
            case .pipelineBypass: .pipelineBypass
            case .templateFloating: .templateFloating
            case .templateDiffers: .templateDiffers
            case .unverifiable: .runningUnverifiable
            }
        self.init(kind, container: risk.container, message: RichText(risk.clause))
    }
}
