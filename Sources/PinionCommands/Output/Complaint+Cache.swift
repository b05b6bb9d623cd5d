import PinionModel

extension Complaint {
    /// The same for a command that can do without git: a silent remote is not the end of it.
    init(offeringCacheFor error: any Error) {
        let offer =
            if case SourceError.unreachable? = error as? SourceError {
                "\n  without git: the same command with --cached"
            } else { "" }
        self.init("\(Complaint(error))\(offer)")
    }
}
