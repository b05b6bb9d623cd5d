/// An error as a value: it keeps its subject, and its description words it for an operator.
package protocol FailureReason: Error, Hashable, Sendable, CustomStringConvertible {
    /// The failures that led to it, if any.
    var causes: [Failure] { get }
    /// Whether a retry may succeed without intervention.
    var isTransient: Bool { get }
}

extension FailureReason {
    /// No causes by default.
    package var causes: [Failure] { [] }
    /// By default, whether there are causes and all are transient.
    package var isTransient: Bool { !causes.isEmpty && causes.allSatisfy(\.isTransient) }
}

/// The failure of any module, kept until it is reported.
package struct Failure: FailureReason {
    /// The error itself, with the type and case that tell its kind.
    package let reason: any FailureReason

    /// Keeps an error of any module.
    package init(_ error: any Error) {
        reason =
            switch error {
            case let failure as Failure: failure.reason
            case let reason as any FailureReason: reason
            default: Complaint(String(describing: error))
            }
    }

    /// The failures that led to it.
    package var causes: [Failure] { reason.causes }
    /// Whether a retry may succeed without intervention.
    package var isTransient: Bool { reason.isTransient }
    /// One or more lines for the operator.
    package var description: String { reason.description }

    /// Whether two are the same failure of the same subject.
    package static func == (one: Failure, other: Failure) -> Bool {
        AnyHashable(one.reason) == AnyHashable(other.reason)
    }

    /// Feeds the error into a hash.
    package func hash(into hasher: inout Hasher) { AnyHashable(reason).hash(into: &hasher) }
}

/// An error in words only: of a command, or of a module without error cases.
package struct Complaint: FailureReason {
    /// One or more lines without `error:` before them.
    package let description: String

    /// Makes a complaint from words.
    package init(_ text: String) { description = text }

    /// Makes a complaint from an error of any module; each describes itself in a sentence.
    package init(_ error: any Error) { description = String(describing: error) }
}
