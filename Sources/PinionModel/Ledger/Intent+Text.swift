extension Intent {
    /// The lines that hold an intent, in a state and in an entry.
    var lines: [String] {
        let head = [
            LedgerLine("holder", [holder.run, holder.host, holder.boot, holder.process]),
            LedgerLine("expires", [expires.description]),
            LedgerLine("plan", [commit.description, planHash.description]),
        ]
        let facts = changes.map(\.line) + authorities.map(\.line) + tags.map(\.line)
        return (head + facts + effects.map(\.line)).map(\.text)
    }
}

extension RecordedChange {
    var line: LedgerLine { LedgerLine("change", fields) }

    /// Service, container, the declared image before, and the pin.
    var fields: [String] { container.fields + [before, after.description] }

    init?(_ fields: ArraySlice<String>) {
        let start = fields.startIndex
        guard let after = PinnedImage(stored: fields[start + 3]) else { return nil }
        self.init(container: ContainerKey(fields), before: fields[start + 2], after: after)
    }
}

extension LedgerLine {
    /// The commit and the hash of a line `plan COMMIT HASH`; `nil` if they cannot be read.
    var plan: (commit: CommitID, hash: Digest)? {
        guard let commit = CommitID(parsing: fields[0]), let hash = try? Digest(parsing: fields[1])
        else { return nil }
        return (commit, hash)
    }
}

extension Authority {
    var line: LedgerLine { LedgerLine("authority", [kind.rawValue, who, reason]) }

    init?(_ fields: [String]) {
        guard let kind = Kind(rawValue: fields[0]) else { return nil }
        self.init(kind: kind, who: fields[1], reason: fields[2])
    }
}

/// Collects the lines of an intent among others.
struct IntentReader {
    private var holder: IntentHolder?
    private var expires: Timestamp?
    private var plan: (commit: CommitID, hash: Digest)?
    private var changes: [RecordedChange] = []
    private var authorities: [Authority] = []
    private var tags: [TagWrite] = []
    private var effects: [PlannedEffect] = []

    /// Reads a line that belongs to an intent; returns `nil` for any other.
    mutating func read(_ line: LedgerLine) -> Void? {
        let fields = line.fields
        switch (line.word, fields.count) {
        case ("holder", 4):
            holder = IntentHolder(
                run: fields[0], host: fields[1], boot: fields[2], process: fields[3])
            return ()
        case ("expires", 1): return Timestamp(parsing: fields[0]).map { expires = $0 }
        case ("plan", 2): return line.plan.map { plan = $0 }
        case ("change", 4): return RecordedChange(fields[...]).map { changes.append($0) }
        case ("authority", 3): return Authority(fields).map { authorities.append($0) }
        case (TagWrite.word, 3): return TagWrite(fields[...]).map { tags.append($0) }
        default: return PlannedEffect(line).map { effects.append($0) }
        }
    }

    /// Returns the intent; `nil` if no line of an intent was read.
    func finished() throws(UnreadableLedger) -> Intent? {
        guard let holder, let expires, let plan else {
            guard holder == nil, expires == nil, plan == nil, changes.isEmpty, authorities.isEmpty,
                tags.isEmpty, effects.isEmpty
            else { throw UnreadableLedger(line: 0, reason: "the intent is incomplete") }
            return nil
        }
        return Intent(
            holder: holder, expires: expires, commit: plan.commit, planHash: plan.hash,
            changes: changes, authorities: authorities, tags: tags, effects: effects)
    }
}
