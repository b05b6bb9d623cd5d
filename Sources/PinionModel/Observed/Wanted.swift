/// What of a service is to run, as its runtime holds it.
package enum Wanted: Hashable, Sendable {
    /// At least one instance.
    case instances
    /// At least one instance; none runs, and nothing brings one; the clause says what is known.
    case stalled(String)
    /// Nothing: it is scaled to nothing.
    case nothing
    /// It runs to its end, and ended well: a job, or a container that ended with 0 and stays down.
    case end
}
