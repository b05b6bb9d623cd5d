import PinionModel

extension Complaint {
    /// The error with the advice to use `--cached`, if a remote does not answer.
    init(offeringCacheFor error: any Error) {
        let offer =
            if case SourceError.unreachable? = error as? SourceError {
                "\n  without git: the same command with --cached"
            } else { "" }
        self.init("\(Complaint(error))\(offer)")
    }
}
