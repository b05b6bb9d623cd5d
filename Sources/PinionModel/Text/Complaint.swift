/// An error as a person reads it: what could not be done, to what, and what to do.
///
/// The only place where errors become text.
package struct Complaint: Error, CustomStringConvertible {
    /// One or more lines without `error:` before them.
    package let description: String

    package init(_ text: String) { description = text }

    /// A complaint from an error of any module; each describes itself in a sentence.
    package init(_ error: any Error) { description = String(describing: error) }
}
