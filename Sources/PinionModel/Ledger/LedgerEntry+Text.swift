extension LedgerEntry {
    /// The text that is stored, one fact a line.
    package var text: String {
        let head = LedgerLine("entry", [word, at.description, run]).text
        let started = restored.map {
            LedgerLine("restored", [$0.service, $0.name, $0.object]).text
        }
        return LedgerFormat.entry.text([head] + started + eventLines)
    }

    /// Reads a stored text.
    package init(parsing text: String) throws(UnreadableLedger) {
        var reader = LedgerEntryReader()
        let lines = try LedgerLines(text, format: .entry)
        try lines.forEach { reader.read($0) }
        self = try reader.finished(lines.newer)
    }

    private var eventLines: [String] {
        switch event {
        case .intent(let intent): intent.lines
        case .outcome(let outcome):
            [
                LedgerLine("plan", [outcome.commit.description, outcome.planHash.description]).text,
                LedgerLine("seconds", [String(outcome.seconds)]).text,
            ] + outcome.results.map(\.line.text) + outcome.tags.map(\.line.text)
                + outcome.effects.map(\.line.text) + outcome.authorities.map(\.line.text)
        case .observation(let seen):
            [LedgerLine("commit", [seen.commit.description]).text]
                + seen.baseline.sorted { $0.key < $1.key }.map { key, image in
                    LedgerLine("baseline", key.fields + [image.description]).text
                }
                + seen.findings.map { LedgerLine("finding", $0.fields).text }
                + seen.authorities.map(\.line.text)
                + seen.tags.sorted { $0.key < $1.key }.map { repository, digest in
                    LedgerLine("tag", [repository.description, digest.description]).text
                } + Self.lines(of: seen.pauses)
        case .unknown: []
        }
    }

    private static func lines(of pauses: [Pause]?) -> [String] {
        guard let pauses else { return [] }
        return pauses.isEmpty ? [LedgerLine(Pause.none, []).text] : pauses.map(\.line.text)
    }
}

extension RecordedResult {
    /// The line `result SERVICE CONTAINER BEFORE AFTER VERDICT REASON DIGEST…`.
    var line: LedgerLine {
        let facts = change.fields + [verdict.word, verdict.reason]
        return LedgerLine("result", facts + running.map(\.description))
    }

    init?(_ fields: [String]) {
        guard fields.count >= 6, let change = RecordedChange(fields[0...3]),
            let verdict = Verdict(word: fields[4], reason: fields[5])
        else { return nil }
        let running = fields[6...].map { try? Digest(parsing: $0) }
        guard !running.contains(nil) else { return nil }
        self.init(change: change, verdict: verdict, running: running.compactMap(\.self))
    }
}

/// Collects the lines of an entry.
private struct LedgerEntryReader {
    private var head: (word: String, at: Timestamp, run: String)?
    private var intent = IntentReader()
    private var plan: (commit: CommitID, hash: Digest)?
    private var commit: CommitID?
    private var seconds: Int64 = 0
    private var results: [RecordedResult] = []
    private var tagResults: [TagResult] = []
    private var effects: [PlannedEffect] = []
    private var baseline: [ContainerKey: PinnedImage] = [:]
    private var findings: [FindingKey] = []
    private var authorities: [Authority] = []
    private var tags: [ImageReference.Repository: Digest] = [:]
    private var restored: [RestoredContainer] = []
    private var pauses: [Pause]?

    mutating func read(_ line: LedgerLine) -> Void? {
        guard let head else { return readHead(line) }
        if line.word == "restored" { return readRestored(line.fields) }
        switch head.word {
        case "intent": return intent.read(line)
        case "outcome", "interrupted": return readResult(line)
        default: return readSight(line)
        }
    }

    private mutating func readRestored(_ fields: [String]) -> Void? {
        guard fields.count == 3 else { return nil }
        return restored.append(
            RestoredContainer(service: fields[0], name: fields[1], object: fields[2]))
    }

    private mutating func readHead(_ line: LedgerLine) -> Void? {
        guard line.word == "entry", line.fields.count == 3,
            let at = Timestamp(parsing: line.fields[1])
        else { return nil }
        head = (line.fields[0], at, line.fields[2])
        return ()
    }

    private mutating func readResult(_ line: LedgerLine) -> Void? {
        let fields = line.fields
        switch (line.word, fields.count) {
        case ("plan", 2): return line.plan.map { plan = $0 }
        case ("seconds", 1): return Int64(fields[0]).map { seconds = $0 }
        case ("result", 6...): return RecordedResult(fields).map { results.append($0) }
        case (TagResult.word, 5): return TagResult(fields).map { tagResults.append($0) }
        case ("authority", 3): return Authority(fields).map { authorities.append($0) }
        default: return PlannedEffect(line).map { effects.append($0) }
        }
    }

    private mutating func readSight(_ line: LedgerLine) -> Void? {
        let fields = line.fields
        switch (line.word, fields.count) {
        case ("commit", 1): return CommitID(parsing: fields[0]).map { commit = $0 }
        case ("baseline", 3):
            return PinnedImage(stored: fields[2]).map { baseline[line.container] = $0 }
        case ("finding", 3): return FindingKey(fields[...]).map { findings.append($0) }
        case ("authority", 3): return Authority(fields).map { authorities.append($0) }
        case ("tag", 2): return line.tagPosition.map { tags[$0.repository] = $0.digest }
        case (Pause.none, 0): return pauses = pauses ?? []
        case (Pause.word, 4...): return Pause(fields).map { pauses = (pauses ?? []) + [$0] }
        default: return nil
        }
    }

    func finished(_ newer: NewerLedgerText?) throws(UnreadableLedger) -> LedgerEntry {
        guard let head else { throw Self.incomplete }
        guard let newer else {
            guard let event = try event(head.word) else { throw Self.incomplete }
            return LedgerEntry(at: head.at, run: head.run, event: event, restored: restored)
        }
        // The readable facts of a newer version's entry are shown, though some may be missing.
        let event = (try? event(head.word)) ?? .unknown(head.word, newer)
        return LedgerEntry(
            at: head.at, run: head.run, event: event, restored: restored, newer: newer)
    }

    private static let incomplete = UnreadableLedger(line: 0, reason: "the entry is incomplete")

    private func event(_ word: String) throws(UnreadableLedger) -> LedgerEntry.Event? {
        switch word {
        case "intent": try intent.finished().map { .intent($0) }
        case "outcome", "interrupted":
            plan.map { plan in
                .outcome(
                    RunOutcome(
                        commit: plan.commit, planHash: plan.hash,
                        isInterrupted: word == "interrupted", seconds: seconds, results: results,
                        tags: tagResults, effects: effects, authorities: authorities))
            }
        case "baseline", "observation":
            commit.map { commit in
                .observation(
                    RecordedObservation(
                        commit: commit, baseline: baseline, findings: findings,
                        authorities: authorities, tags: tags, pauses: pauses))
            }
        default: nil
        }
    }
}
