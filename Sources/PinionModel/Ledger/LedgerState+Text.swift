extension LedgerState {
    /// The text that is stored, one fact a line, in a fixed order.
    package var text: String {
        var lines: [String] = []
        if let commit { lines.append(LedgerLine("commit", [commit.description]).text) }
        lines += applied.sorted { $0.key < $1.key }.map { LedgerLine("applied", $0, $1).text }
        lines += unseen.sorted().map { LedgerLine("unseen", $0.fields).text }
        lines += sent.sorted { $0.key < $1.key }.map { LedgerLine("sent", $0, $1).text }
        lines += declaredBeforeSent.sorted { $0.key < $1.key }.map { key, before in
            LedgerLine("sent-over", key.fields + [before]).text
        }
        lines += failed.sorted { $0.key < $1.key }.map { key, digest in
            LedgerLine("failed", key.fields + [digest.description]).text
        }
        lines += obstructed.sorted { $0.key < $1.key }.map { $1.line(of: $0).text }
        lines += findings.sorted { $0.key < $1.key }.map { key, since in
            LedgerLine("finding", key.fields + [since.description]).text
        }
        lines += objects.sorted { ByteOrder($0.key) < ByteOrder($1.key) }.map {
            LedgerLine("object", [$0.key, $0.value]).text
        }
        lines += names.sorted { ByteOrder($0.key) < ByteOrder($1.key) }.map {
            LedgerLine("name", [$0.key, $0.value]).text
        }
        lines += tags.sorted { $0.key < $1.key }.map { repository, digest in
            LedgerLine("tag", [repository.description, digest.description]).text
        }
        lines += refusedTags.sorted { $0.key < $1.key }.map { $1.line(of: $0).text }
        lines += pauses.map(\.line.text)
        lines += intent?.lines ?? []
        return LedgerFormat.state.text(lines)
    }

    /// Reads a stored text.
    package init(parsing text: String) throws(UnreadableLedger) {
        self.init()
        var state = LedgerState()
        var intent = IntentReader()
        let lines = try LedgerLines(text, format: .state)
        try lines.forEach { line in intent.read(line) ?? state.read(line) }
        state.newer = lines.newer
        do throws(UnreadableLedger) {
            state.intent = try intent.finished()
        } catch {
            // A line of a newer version's intent may not have been understood.
            if lines.newer == nil { throw error }
        }
        self = state
    }

    /// Reads only the findings of a stored text, for a walk along a whole chain.
    ///
    /// A text of a newer version is refused: it may have findings that this version does not know.
    package static func findings(
        parsing text: String
    ) throws(UnreadableLedger) -> [FindingKey: Timestamp] {
        var findings: [FindingKey: Timestamp] = [:]
        let lines = try LedgerLines(text, format: .state)
        if let newer = lines.newer { throw newer.unreadable }
        try lines.forEach(of: "finding") { line in
            line.fields.count == 4 ? line.findingSince.map { findings[$0.key] = $0.since } : nil
        }
        return findings
    }

    private mutating func read(_ line: LedgerLine) -> Void? {
        let fields = line.fields
        switch (line.word, fields.count) {
        case ("commit", 1): return CommitID(parsing: fields[0]).map { commit = $0 }
        case ("applied", 5): return AppliedImage(fields[2...]).map { applied[line.container] = $0 }
        case ("sent", 5): return AppliedImage(fields[2...]).map { sent[line.container] = $0 }
        case ("unseen", 2): unseen.insert(line.container)
        case ("sent-over", 3): declaredBeforeSent[line.container] = fields[2]
        case ("failed", 3):
            return (try? Digest(parsing: fields[2])).map { failed[line.container] = $0 }
        case (Obstruction.word, 5):
            return Obstruction(fields[2...]).map { obstructed[line.container] = $0 }
        case ("finding", 4): return line.findingSince.map { findings[$0.key] = $0.since }
        case ("name", 2): names[fields[0]] = fields[1]
        case ("object", 2): objects[fields[0]] = fields[1]
        case ("tag", 2): return line.tagPosition.map { tags[$0.repository] = $0.digest }
        case (RefusedTag.word, 5): return RefusedTag.read(fields).map { refusedTags[$0] = $1 }
        case (Pause.word, 4...): return Pause(fields).map { pauses.append($0) }
        default: return nil
        }
        return ()
    }
}

extension LedgerLine {
    /// The container that its first two fields name.
    var container: ContainerKey { ContainerKey(fields[...]) }

    /// The finding and its first time in a line `finding KIND SERVICE CONTAINER SINCE`.
    fileprivate var findingSince: (key: FindingKey, since: Timestamp)? {
        guard let key = FindingKey(fields[...]), let since = Timestamp(parsing: fields[3]) else {
            return nil
        }
        return (key, since)
    }

    /// The repository and the digest of a line `tag REPOSITORY DIGEST`; `nil` for any other line.
    var tagPosition: (repository: ImageReference.Repository, digest: Digest)? {
        guard word == "tag", fields.count == 2,
            let repository = try? ImageReference.Repository(parsing: fields[0]),
            let digest = try? Digest(parsing: fields[1])
        else { return nil }
        return (repository, digest)
    }

    fileprivate init(_ word: String, _ key: ContainerKey, _ value: AppliedImage) {
        let facts = [value.image.description, value.commit.description, value.at.description]
        self.init(word, key.fields + facts)
    }
}

extension AppliedImage {
    /// Reads image, commit and time.
    fileprivate init?(_ fields: ArraySlice<String>) {
        let start = fields.startIndex
        guard let image = PinnedImage(stored: fields[start]),
            let commit = CommitID(parsing: fields[start + 1]),
            let at = Timestamp(parsing: fields[start + 2])
        else { return nil }
        self.init(image: image, commit: commit, at: at)
    }
}

extension ContainerKey {
    /// Service and container as two fields.
    var fields: [String] { [service, container] }

    init(_ fields: ArraySlice<String>) {
        self.init(service: fields[fields.startIndex], container: fields[fields.startIndex + 1])
    }
}

extension FindingKey {
    /// Kind, service and container as three fields.
    var fields: [String] { [kind.rawValue, service, container] }

    init?(_ fields: ArraySlice<String>) {
        let start = fields.startIndex
        guard let kind = Finding.Kind(rawValue: fields[start]) else { return nil }
        self.init(kind: kind, service: fields[start + 1], container: fields[start + 2])
    }
}

extension PinnedImage {
    /// Reads a pinned image in its canonical form.
    init?(stored text: String) {
        guard let reference = try? ImageReference(parsing: text) else { return nil }
        self.init(reference)
    }
}
