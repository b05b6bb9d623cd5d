package import PinionModel

/// Whether many runs commit to one branch at the same moment, told by its newest commits alone.
///
/// Pinion dates a commit with the start of its run. Where a commit is older than the one that it follows, its run
/// had to wait while another came and went: whoever comes now lets those go first who wait already.
package enum Crowd {
    /// How many commits are looked at.
    package static let depth = 8
    /// For how long a crowd is remembered.
    private static let memory: Duration = .seconds(15)

    /// How far a clock that commits may be ahead; what is dated further on says nothing of now.
    private static let skew: Duration = .seconds(60)

    /// Judges by the dates of a branch's newest commits, newest first.
    package static func isThere(_ dates: [Timestamp], at now: Timestamp) -> Bool {
        guard let latest = dates.max() else { return false }
        let age = now - latest
        guard age < memory, .zero - age <= skew else { return false }
        return zip(dates, dates.dropFirst()).contains { commit, parent in commit < parent }
    }
}
