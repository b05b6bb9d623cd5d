/// The reason for overriding a window or freeze: one line of 1 to 200 characters, for the ledger.
package struct OverrideReason: Hashable, Sendable, CustomStringConvertible {
    /// The line, without blanks at its ends.
    package let description: String

    /// The reason why a text cannot be a reason for an override.
    package enum Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        case empty
        case severalLines
        case tooLong(Int)

        /// The fault as a clause.
        package var description: String {
            switch self {
            case .empty: "the reason is empty; say why, for whoever reads the log"
            case .severalLines:
                "the reason holds a line end or an invisible character; write one plain line"
            case .tooLong(let length):
                "the reason has \(length) characters; write at most \(OverrideReason.longest)"
            }
        }
    }

    /// The most characters.
    package static let longest = 200

    package init(parsing text: some StringProtocol) throws(Malformed) {
        let blank = { (character: Character) in character == " " }
        let line = text.drop(while: blank)
        let end = line.lastIndex { !blank($0) }.map { line.index(after: $0) }
        let reason = line[..<(end ?? line.startIndex)]
        guard !reason.isEmpty else { throw .empty }
        guard
            reason.unicodeScalars.allSatisfy({
                ![.control, .format, .lineSeparator, .paragraphSeparator]
                    .contains($0.properties.generalCategory)
            })
        else { throw .severalLines }
        guard reason.count <= Self.longest else { throw .tooLong(reason.count) }
        description = String(reason)
    }
}
