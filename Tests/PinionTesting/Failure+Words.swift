package import PinionModel

extension Failure: ExpressibleByStringInterpolation {
    /// A failure in words alone, for tests that ask for nothing else.
    package init(stringLiteral words: String) { self.init(Complaint(words)) }
}
