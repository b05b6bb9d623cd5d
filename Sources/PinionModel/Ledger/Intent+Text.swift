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
    var line: LedgerLine {
        LedgerLine("change", container.fields + [before, after.description])
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
    private var holder: Holder?
    private var expires: Timestamp?
    private var plan: (commit: CommitID, hash: Digest)?
    private var changes: [RecordedChange] = []
    private var authorities: [Authority] = []
    private var tags: [TagWrite] = []
    private var effects: [PlannedEffect] = []

    /// Takes a line that belongs to an intent; nil for any other.
    mutating func read(_ line: LedgerLine) -> Void? {
        let fields = line.fields
        switch (line.word, fields.count) {
        case ("holder", 4):
            holder = Holder(run: fields[0], host: fields[1], boot: fields[2], process: fields[3])
        case ("expires", 1):
            guard let at = Timestamp(parsing: fields[0]) else { return nil }
            expires = at
        case ("plan", 2):
            guard let commit = CommitID(parsing: fields[0]),
                let hash = try? Digest(parsing: fields[1])
            else { return nil }
            plan = (commit, hash)
        case ("change", 4):
            guard let image = PinnedImage(stored: fields[3]) else { return nil }
            changes.append(
                RecordedChange(
                    container: ContainerKey(fields[0...1]), before: fields[2], after: image))
        case ("authority", 3):
            guard let authority = Authority(fields) else { return nil }
            authorities.append(authority)
        case (TagWrite.word, 3):
            guard let tag = TagWrite(fields[...]) else { return nil }
            tags.append(tag)
        default:
            guard let effect = PlannedEffect(line) else { return nil }
            effects.append(effect)
        }
        return ()
    }

    /// The intent; nil where no line of one was met.
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
