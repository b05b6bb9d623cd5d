/// The formats of the ledger's two texts, and which facts need which version of them.
///
/// A text is written in the lowest version that can say what it holds, so that programs which know
/// no more than that version keep reading it. A version that this program does not know is read as
/// far as it is understood, and never written over.
package enum LedgerFormat: String, Sendable {
    /// What happened.
    case entry
    /// What every later run needs to know.
    case state

    /// The newest version that this program knows.
    static let newest = 2

    /// The first version of the program that knows each version of the formats after the first.
    private static let programs = [2: "0.2"]

    /// The words of lines that version 1 does not have.
    private static let newWords: Set<String> = [
        "tag-write", "tag-result", "tag-refused", "freezes", "scales", "sent-over",
        "restored", "unseen", Obstruction.word, Pause.word, Pause.none,
    ]

    /// The values that version 1 does not have in a field of a line it knows, by the line's word.
    ///
    /// Every new kind of finding belongs here, since programs of version 1 cannot read it.
    static let newValues: [String: (field: Int, values: Set<String>)] = [
        "authority": (field: 0, values: ["redaction", "lock-broken", "pause", "engine-kept"]),
        "result": (field: 4, values: ["lost", "obstructed", "applied"]),
        "finding": (field: 0, values: ["nothing-runs", "paused"]),
    ]

    /// A whole text: the first line names format and version, the last one shows that it is whole.
    func text(_ lines: [String]) -> String {
        let version = lines.contains(where: Self.isNew) ? 2 : 1
        let needs = Self.programs[version].map { [LedgerLine(Self.needs, [$0]).text] } ?? []
        return ([head(version)] + needs + lines + [Self.end]).map { $0 + "\n" }.joined()
    }

    /// The word of the line that says which version of the program a text needs.
    static let needs = "needs"
    /// The last line.
    static let end = "end"

    private func head(_ version: Int) -> String { "\(prefix)\(version)" }

    private var prefix: String { "pinion ledger \(rawValue) " }

    /// The version that a first line names; nil where it is no first line of this format.
    func version(ofFirstLine line: ArraySlice<UInt8>) -> Int? {
        let prefix = Array(prefix.utf8)
        guard line.starts(with: prefix),
            let version = Int(String(decoding: line.dropFirst(prefix.count), as: UTF8.self)),
            version > 0, line.elementsEqual(head(version).utf8)
        else { return nil }
        return version
    }

    /// Whether version 1 cannot say what a line says.
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
/// nothing is written over it.
package struct NewerLedgerText: Hashable, Sendable, CustomStringConvertible {
    /// The version of Pinion that it needs, such as `0.3`; nil where it does not say.
    package let needs: String?

    /// A clause for people.
    package var description: String {
        let version = needs.map { "Pinion \($0) or newer" } ?? "a newer version of Pinion"
        return "it was written by \(version), and this is \(ProgramVersion.current)"
    }

    /// What follows where a ledger's state is so, and what to do.
    package var consequence: String {
        "the ledger is read as far as it is understood, and nothing is changed: \(self); "
            + "install that version here"
    }

    /// The reason why a text cannot be read whole.
    package var unreadable: UnreadableLedger { UnreadableLedger(line: 1, reason: description) }
}

/// The version of this program.
package enum ProgramVersion {
    /// As `pinion --version` prints it.
    package static let current = "0.2.0"
}
