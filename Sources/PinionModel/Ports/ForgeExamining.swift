/// Tells what a forge would let its token do, as far as the forge says so without being written to.
package protocol ForgeExamining: Sendable {
    /// Asks whose the token is, how the repository is, and what the token may do there.
    ///
    /// - Throws: the reason why the forge cannot be asked at all, such as an invalid token.
    func examine() async throws(ForgeError) -> [ForgeCheck]
}

/// One thing that proposals need of a forge, with what the forge tells about it.
package struct ForgeCheck: Hashable, Sendable {
    /// What the forge tells.
    package enum Result: Hashable, Sendable {
        /// It is as it must be.
        case granted(String)
        /// Pull requests fail for this reason.
        case refused(String)
        /// Only a write would show it; the clause says what is needed.
        case untried(String)
    }

    /// What was asked, for example `scopes`.
    package let name: String
    package let result: Result

    package init(_ name: String, _ result: Result) { (self.name, self.result) = (name, result) }

    /// Whether pull requests fail for this reason.
    package var isRefused: Bool {
        if case .refused = result { true } else { false }
    }
}
