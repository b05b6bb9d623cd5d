/// What of a service is to run, as its runtime holds it.
package enum Wanted: Hashable, Sendable {
    /// At least one instance.
    case instances
    /// At least one instance; none runs, and nothing under way brings one; the clause says more.
    case stalled(String)
    /// Nothing: it is scaled to nothing.
    case nothing
    /// It runs to its end and ended well: a job, or a container that ended with 0 for good.
    case end
}
