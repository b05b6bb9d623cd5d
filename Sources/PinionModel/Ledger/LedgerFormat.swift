/// The formats of the ledger's two texts, and the facts that need a later version of them.
///
/// A text is written in the lowest version that can express its facts, so that programs which know
/// no later version can still read it. A text of a version that this program does not know is read
/// as far as it is understood, and never overwritten.
package enum LedgerFormat: String, Sendable {
    /// The event of one entry.
    case entry
    /// The facts that every later run needs.
    case state

    /// The newest version that this program knows.
    static let newest = 2

    /// The first version of Pinion that knows each version of the formats after version 1.
    private static let programs = [2: "0.2"]

    /// The words of lines that version 1 does not have.
    private static let newWords: Set<String> = [
        "tag-write", "tag-result", "tag-refused", "freezes", "scales", "sent-over",
        "restored", "unseen", Obstruction.word, Pause.word, Pause.none,
    ]

    /// The values that version 1 does not have in a field of a line it knows, by the line's word.
    ///
    /// Every new kind of finding belongs here, since programs of version 1 cannot read it.
    package static let newValues: [String: (field: Int, values: Set<String>)] = [
        "authority": (field: 0, values: ["redaction", "lock-broken", "pause", "engine-kept"]),
        "result": (field: 4, values: ["lost", "obstructed", "applied"]),
        "finding": (field: 0, values: ["nothing-runs", "paused"]),
    ]

    /// Returns a whole text: the first line names format and version, the last one marks the end.
    func text(_ lines: [String]) -> String {
        let version = lines.contains(where: Self.isNew) ? 2 : 1
        let needs = Self.programs[version].map { [LedgerLine(Self.needs, [$0]).text] } ?? []
        return ([head(version)] + needs + lines + [Self.end]).map { $0 + "\n" }.joined()
    }

    /// The word of the line with the version of Pinion that a text needs.
    static let needs = "needs"
    /// The last line.
    static let end = "end"

    private func head(_ version: Int) -> String { "\(prefix)\(version)" }

    private var prefix: String { "pinion ledger \(rawValue) " }

    /// Reads the version in a first line; `nil` if it is not a first line of this format.
    func version(ofFirstLine line: ArraySlice<UInt8>) -> Int? {
        let prefix = Array(prefix.utf8)
        guard line.starts(with: prefix),
            let version = Int(String(decoding: line.dropFirst(prefix.count), as: UTF8.self)),
            version > 0, line.elementsEqual(head(version).utf8)
        else { return nil }
        return version
    }

    /// Whether version 1 cannot express a line.
    private static func isNew(_ line: String) -> Bool {
        let bytes = Array(line.utf8)[...]
        let word = String(decoding: bytes.prefix { $0 != 0x20 }, as: UTF8.self)
        if newWords.contains(word) { return true }
        guard let place = newValues[word], let fields = LedgerLine(parsing: bytes)?.fields,
            fields.indices.contains(place.field)
        else { return false }
        return place.values.contains(fields[place.field])
    }
}

/// A text of a version that this program does not know: it is shown as far as it is understood, and
/// never overwritten.
package struct NewerLedgerText: Hashable, Sendable, CustomStringConvertible {
    /// The version of Pinion that it needs, such as `0.3`; `nil` if it names none.
    package let needs: String?

    /// The fact as a clause.
    package var description: String {
        let version = needs.map { "Pinion \($0) or newer" } ?? "a newer version of Pinion"
        return "it was written by \(version), and this is \(ProgramVersion.current)"
    }

    /// The consequence of a ledger's state in a newer version, and the remedy.
    package var consequence: String {
        "the ledger is read as far as it is understood, and nothing is changed: \(self); "
            + "install that version here"
    }

    /// The reason why a text cannot be read whole.
    package var unreadable: UnreadableLedger { UnreadableLedger(line: 1, reason: description) }
}

/// The version of this program.
package enum ProgramVersion {
    /// The version as `pinion --version` prints it.
    package static let current = "0.2.0"
}
