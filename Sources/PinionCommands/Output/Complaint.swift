import FoundationEssentials
import PinionGit

/// An error as a person reads it: what could not be done, to what, and what to do.
///
/// The only place where errors become text.
struct Complaint: Error, CustomStringConvertible {
    /// One or more lines without `error:` before them.
    let description: String

    /// A complaint in words.
    init(_ text: String) { description = text }

    /// A complaint from an error of any module; each describes itself in a sentence.
    init(_ error: any Error) {
        description = error is CocoaError ? "\(FileFailure(error))" : String(describing: error)
    }
}
