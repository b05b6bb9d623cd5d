package import PinionModel

extension OverrideReason {
    /// A reason that a test knows to be right.
    package static func test(_ text: String) -> OverrideReason {
        do throws(Malformed) { return try OverrideReason(parsing: text) } catch {
            fatalError("\(text): \(error)")
        }
    }
}
