extension LedgerEntry {
    /// The text that is stored: what happened, a line a fact.
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
        LedgerLine(
            "result",
            change.container.fields + [
                change.before, change.after.description, verdict.word, verdict.reason,
            ] + running.map(\.description))
    }

    init?(_ fields: [String]) {
        guard fields.count >= 6, let after = PinnedImage(stored: fields[3]),
            let verdict = Verdict(word: fields[4], reason: fields[5])
        else { return nil }
        let running = fields[6...].map { try? Digest(parsing: $0) }
        guard !running.contains(nil) else { return nil }
        self.init(
            change: RecordedChange(
                container: ContainerKey(fields[0...1]), before: fields[2], after: after),
            verdict: verdict, running: running.compactMap(\.self))
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
        restored.append(
            RestoredContainer(service: fields[0], name: fields[1], object: fields[2]))
        return ()
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
        case ("plan", 2):
            guard let commit = CommitID(parsing: fields[0]),
                let hash = try? Digest(parsing: fields[1])
            else { return nil }
            plan = (commit, hash)
        case ("seconds", 1):
            guard let number = Int64(fields[0]) else { return nil }
            seconds = number
        case ("result", 6...):
            guard let result = RecordedResult(fields) else { return nil }
            results.append(result)
        case (TagResult.word, 5):
            guard let result = TagResult(fields) else { return nil }
            tagResults.append(result)
        case ("authority", 3):
            guard let authority = Authority(fields) else { return nil }
            authorities.append(authority)
        default:
            guard let effect = PlannedEffect(line) else { return nil }
            effects.append(effect)
        }
        return ()
    }

    private mutating func readSight(_ line: LedgerLine) -> Void? {
        let fields = line.fields
        switch (line.word, fields.count) {
        case ("commit", 1):
            guard let id = CommitID(parsing: fields[0]) else { return nil }
            commit = id
        case ("baseline", 3):
            guard let image = PinnedImage(stored: fields[2]) else { return nil }
            baseline[ContainerKey(fields[0...1])] = image
        case ("finding", 3):
            guard let key = FindingKey(fields[0...2]) else { return nil }
            findings.append(key)
        case ("authority", 3):
            guard let authority = Authority(fields) else { return nil }
            authorities.append(authority)
        case ("tag", 2):
            guard let (repository, digest) = line.tagPosition else { return nil }
            tags[repository] = digest
        case (Pause.none, 0): pauses = pauses ?? []
        case (Pause.word, 4...):
            guard let pause = Pause(fields) else { return nil }
            pauses = (pauses ?? []) + [pause]
        default: return nil
        }
        return ()
    }

    func finished(_ newer: NewerLedgerText?) throws(UnreadableLedger) -> LedgerEntry {
        guard let head else { throw Self.incomplete }
        guard let newer else {
            guard let event = try event(head.word) else { throw Self.incomplete }
            return LedgerEntry(at: head.at, run: head.run, event: event, restored: restored)
        }
        // Of a newer version's entry, what can be read is shown, and it may be a part.
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
