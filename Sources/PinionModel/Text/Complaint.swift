/// An error as a person reads it: what could not be done, to what, and what to do.
///
/// The only place where errors become text.
package struct Complaint: Error, CustomStringConvertible {
    /// One or more lines without `error:` before them.
    package let description: String

    /// A complaint in words.
    package init(_ text: String) { description = text }

    /// A complaint from an error of any module; each describes itself in a sentence.
    package init(_ error: any Error) {
        description = String(describing: error)
    }

    /// The same for a command that can do without git: a silent remote is not the end of it.
    package init(offeringCacheFor error: any Error) {
        let offer =
            if case SourceError.unreachable? = error as? SourceError {
                "\n  without git: the same command with --cached"
            } else { "" }
        self.init("\(Complaint(error))\(offer)")
    }
}
