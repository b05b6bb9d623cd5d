import PinionModel

/// A moment as Signature Version 4 writes it.
struct SigningDate: Hashable, Sendable {
    /// `20150830T123600Z`.
    let moment: String
    /// `20150830`.
    let day: String

    /// Takes a moment.
    init(_ timestamp: Timestamp) {
        let digits = timestamp.description.filter { $0 != "-" && $0 != ":" }
        moment = digits
        day = String(digits.prefix(8))
    }
}
