import PinionModel

extension Complaint {
    /// Describes an error, and suggests `--cached` if a remote did not answer.
    init(offeringCacheFor error: any Error) {
        let offer =
            if case SourceError.unreachable? = error as? SourceError {
                "\n  without git: the same command with --cached"
            } else { "" }
        self.init("\(Complaint(error))\(offer)")
    }
}
