/// That a service is down because a change of Pinion's was interrupted.
package struct Interruption: Hashable, Sendable {
    /// What stands there and what happens next, as a clause for people.
    package let clause: String
    /// Whether the next reconcile starts it again, whatever the rules: nobody touched it since.
    package let isRestorable: Bool
    /// Whether nothing runs already; false while what was stopped is still ending.
    package let isDown: Bool

    package init(_ clause: String, isRestorable: Bool, isDown: Bool = true) {
        (self.clause, self.isRestorable, self.isDown) = (clause, isRestorable, isDown)
    }
}
