import PinionGit

/// Changes of the working copy that are not on the tracked branch, a common surprise at first.
package struct Unpublished: CustomStringConvertible {
    private let files: [UnpublishedFile]
    private let branch: String
    private let place: String

    init(_ files: [UnpublishedFile], branch: String, at place: String) {
        (self.files, self.branch, self.place) = (files, branch, place)
    }

    /// The files, up to three by name, and the advice.
    package var description: String {
        let names = files.prefix(3).map(\.path).joined(separator: ", ")
        let more = files.count > 3 ? " and \(files.count - 3) more" : ""
        let verb = files.count == 1 ? "stands" : "stand"
        return "\(names)\(more) \(verb) so in your working copy only; the branch \(branch) of "
            + "\(place) is what counts: \(remedy)"
    }

    private var remedy: String {
        files.contains { $0.state != .unpushed } ? "commit and push" : "push"
    }
}
