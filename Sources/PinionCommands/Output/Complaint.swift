import FoundationEssentials
import PinionGit
import PinionModel
import PinionProcess

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
        description = error is CocoaError ? "\(FileFault(error))" : String(describing: error)
    }

    /// The same for a command that can do without git: a silent remote is not the end of it.
    init(offeringCacheFor error: any Error) {
        let offer =
            if case SourceError.unreachable? = error as? SourceError {
                "\n  without git: the same command with --cached"
            } else { "" }
        self.init("\(Complaint(error))\(offer)")
    }
}
