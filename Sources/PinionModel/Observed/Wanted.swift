/// What of a service is to run, as its runtime holds it.
package enum Wanted: Hashable, Sendable {
    /// At least one instance.
    case instances
    /// At least one instance; none runs, and nothing that is under way brings one; the clause says what is known of it.
    case stalled(String)
    /// Nothing: it is scaled to nothing.
    case nothing
    /// It runs to its end, and has ended well: a job, or a container that ended with 0 and is not started again.
    case end
}
