/// An error as a value: it keeps what it was about, and is put into words for a person.
package protocol FailureReason: Error, Hashable, Sendable, CustomStringConvertible {
    /// What it came from, where something below failed first.
    var causes: [Failure] { get }
    /// Whether asking again may help without anybody doing anything.
    var isTransient: Bool { get }
}

extension FailureReason {
    /// Nothing below failed first.
    package var causes: [Failure] { [] }
    /// It helps where it helps with every cause.
    package var isTransient: Bool { !causes.isEmpty && causes.allSatisfy(\.isTransient) }
}

/// The failure of any module, kept until a person is told.
package struct Failure: FailureReason {
    /// The error itself: its type and case say what kind it is.
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

    /// What it came from.
    package var causes: [Failure] { reason.causes }
    /// Whether asking again may help without anybody doing anything.
    package var isTransient: Bool { reason.isTransient }
    /// One or more lines for the person who is paged.
    package var description: String { reason.description }

    /// Whether two are the same failure of the same thing.
    package static func == (one: Failure, other: Failure) -> Bool {
        AnyHashable(one.reason) == AnyHashable(other.reason)
    }

    /// Feeds the error into a hash.
    package func hash(into hasher: inout Hasher) { AnyHashable(reason).hash(into: &hasher) }
}

/// What went wrong in words alone: an error of a command, or of a module that names no kinds.
package struct Complaint: FailureReason {
    /// One or more lines without `error:` before them.
    package let description: String

    /// A complaint in words.
    package init(_ text: String) { description = text }

    /// A complaint from an error of any module; each describes itself in a sentence.
    package init(_ error: any Error) { description = String(describing: error) }
}
