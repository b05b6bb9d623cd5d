extension LookRecord {
    private static let head = "pinion look "
    private static let end = "end"
    /// The newest version that this program can read; version 1 has no engines.
    private static let newest = 2

    /// The text that is stored, one fact a line, in the ledger's format.
    package var text: String {
        var lines = [
            LedgerLine("at", [last.at.description]), LedgerLine("host", [last.host]),
            LedgerLine("version", [last.version]), LedgerLine("commit", [last.commit.description]),
        ]
        lines += last.findings.map { LedgerLine("finding", [$0.kind, "\($0.count)"]) }
        lines += spans.map {
            LedgerLine(
                "watched",
                [$0.start.description, $0.end.description, "\($0.widest.components.seconds)"])
        }
        lines += engines.lines
        return
            ([Self.head + (engines == EngineHistory() ? "1" : "2")]
            + lines.map(\.text) + [Self.end])
            .map { $0 + "\n" }.joined()
    }

    /// Reads a stored text; skips unknown lines if a later version wrote it.
    package init(parsing text: String) throws(UnreadableLedger) {
        let rows = Array(text.utf8).split(separator: 0x0a, omittingEmptySubsequences: false)
        let first = String(decoding: rows.first ?? [], as: UTF8.self)
        guard first.hasPrefix(Self.head), let version = Int(first.dropFirst(Self.head.count)),
            version > 0
        else { throw UnreadableLedger(line: 1, reason: "it is not `\(Self.head)N`") }
        guard rows.count > 2, rows.last?.isEmpty == true,
            rows[rows.count - 2].elementsEqual(Self.end.utf8)
        else { throw UnreadableLedger(line: rows.count, reason: "it is cut off") }
        var facts: [String: [[String]]] = [:]
        for (index, bytes) in rows.enumerated().dropFirst().dropLast(2) {
            guard let line = LedgerLine(parsing: bytes) else {
                throw UnreadableLedger(line: index + 1, reason: "it is no line of facts")
            }
            facts[line.word, default: []].append(line.fields)
        }
        var known: Set = ["at", "host", "version", "commit", "finding", "watched"]
        if version > 1 { known.formUnion(EngineHistory.words) }
        guard version > Self.newest || known.isSuperset(of: facts.keys),
            let at = facts["at"]?.first?.first.flatMap({ Timestamp(parsing: $0) }),
            let commit = facts["commit"]?.first?.first.flatMap({ CommitID(parsing: $0) }),
            let spans = Self.spans(facts["watched"] ?? []), spans.last?.end == at,
            let engines = EngineHistory(facts) ?? (version > Self.newest ? EngineHistory() : nil)
        else { throw UnreadableLedger(line: 2, reason: "its facts are not understood") }
        let lines = facts["finding"] ?? []
        let findings = lines.compactMap { fields in
            fields.count == 2 ? Self.count(fields[1]).map { KindCount(fields[0], $0) } : nil
        }
        guard version > Self.newest || findings.count == lines.count else {
            throw UnreadableLedger(line: 2, reason: "its counts of findings are not understood")
        }
        self.init(
            last: Look(
                at: at, host: facts["host"]?.first?.first ?? "",
                version: facts["version"]?.first?.first ?? "", commit: commit, findings: findings),
            spans: spans, engines: engines, isNewer: version > Self.newest)
    }

    /// Reads a count of findings; `nil` if the text is no number or exceeds a million.
    private static func count(_ text: String) -> Int? {
        Int(text).flatMap { (0...1_000_000).contains($0) ? $0 : nil }
    }

    /// Reads spans; `nil` unless each begins after the one before it ended.
    private static func spans(_ lines: [[String]]) -> [WatchedSpan]? {
        var spans: [WatchedSpan] = []
        for fields in lines {
            guard fields.count == 3, let start = Timestamp(parsing: fields[0]),
                let end = Timestamp(parsing: fields[1]), let widest = Int64(fields[2]), widest >= 0,
                start <= end, spans.last.map({ $0.end <= start }) ?? true
            else { return nil }
            spans.append(WatchedSpan(start: start, end: end, widest: .seconds(widest)))
        }
        return spans
    }
}

extension EngineHistory {
    /// The first words of the lines that hold a history.
    fileprivate static let words: Set = ["engine-id", "engine", "engine-twin"]

    fileprivate var lines: [LedgerLine] {
        guard self != EngineHistory() else { return [] }
        return [LedgerLine("engine-id", [machine])] + starts.map { LedgerLine("engine", $0.fields) }
            + clashing.map { LedgerLine("engine-twin", $0.fields) }
    }

    /// Reads facts; `nil` unless they are as `lines` writes them.
    fileprivate init?(_ facts: [String: [[String]]]) {
        let starts = (facts["engine"] ?? []).map(EngineStart.init)
        let pair = (facts["engine-twin"] ?? []).map(EngineStart.init)
        guard let machine = facts["engine-id"]?.first?.first else {
            guard starts.isEmpty, pair.isEmpty else { return nil }
            self.init()
            return
        }
        guard !(starts + pair).contains(nil), pair.isEmpty || pair.count == 2 else { return nil }
        self.init(
            machine: machine, starts: starts.compactMap(\.self), clashing: pair.compactMap(\.self))
    }
}

extension EngineStart {
    fileprivate var fields: [String] { [node, id, began.description, host] }

    fileprivate init?(_ fields: [String]) {
        guard fields.count == 4, let began = Timestamp(parsing: fields[2]) else { return nil }
        self.init(node: fields[0], id: fields[1], began: began, host: fields[3])
    }
}
