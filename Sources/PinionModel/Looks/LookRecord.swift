/// Who looked at an environment last, and when others did before: `refs/pinion/seen/ENV`.
///
/// Every reconcile looks; one in a quarter of an hour records it. The record is replaced, and no
/// chain: it holds the spans of time in which somebody looked often enough.
package struct LookRecord: Hashable, Sendable {
    /// The newest look.
    package let last: Look
    /// When it was looked at, oldest first; the last one ends with the newest look.
    package let spans: [WatchedSpan]
    /// The starts of its engine that were met, as version 2 tells them.
    package let engines: EngineHistory
    /// Whether a later version wrote it, which this one must not replace.
    package let isNewer: Bool

    /// One look.
    package struct Look: Hashable, Sendable {
        /// When.
        package let at: Timestamp
        package let host: String
        /// The version of Pinion there.
        package let version: String
        /// The commit that was compared.
        package let commit: CommitID
        /// How many findings of each kind there were, ordered by kind.
        package let findings: [KindCount]

        package init(
            at: Timestamp, host: String, version: String, commit: CommitID, findings: [KindCount]
        ) {
            (self.at, self.host, self.version, self.commit) = (at, host, version, commit)
            self.findings = findings.sorted { ByteOrder($0.kind, "") < ByteOrder($1.kind, "") }
        }

        /// The same look of a later time.
        package func later(by shift: Duration) -> Look {
            Look(at: at + shift, host: host, version: version, commit: commit, findings: findings)
        }

        /// How many findings there were.
        package var size: Int { findings.reduce(0) { $0 + $1.count } }
    }

    /// A kind of findings, perhaps one that only a later version knows, and how many there were.
    package struct KindCount: Hashable, Sendable {
        package let kind: String
        /// How many.
        package let count: Int

        package init(_ kind: String, _ count: Int) { (self.kind, self.count) = (kind, count) }
    }

    /// Looks this near are one span: an hour, and 5 minutes, since cron is inexact.
    package static let near = Duration.seconds(3_900)
    /// The most spans that are kept; the nearest two become one where there are more.
    static let mostSpans = 32

    /// The record that a look makes of a former one.
    ///
    /// What the former one says of later times came from a clock that is ahead, and is dropped.
    package init(_ look: Look, after former: LookRecord? = nil, engines: EngineHistory? = nil) {
        last = look
        self.engines = engines ?? former?.engines ?? EngineHistory()
        var spans = (former?.spans ?? []).compactMap { $0.until(look.at) }
        if let newest = spans.last, look.at - newest.end <= Self.near {
            spans[spans.count - 1] = newest.joined(WatchedSpan(at: look.at))
        } else {
            spans.append(WatchedSpan(at: look.at))
        }
        while spans.count > Self.mostSpans {
            let nearest = spans.indices.dropLast().min { one, other in
                spans[one + 1].start - spans[one].end < spans[other + 1].start - spans[other].end
            }
            guard let place = nearest else { break }
            spans[place] = spans[place].joined(spans.remove(at: place + 1))
        }
        self.spans = spans
        isNewer = false
    }

    init(last: Look, spans: [WatchedSpan], engines: EngineHistory, isNewer: Bool) {
        (self.last, self.engines, self.spans, self.isNewer) = (last, engines, spans, isNewer)
    }

    /// The same looks with other engines.
    package func with(_ engines: EngineHistory) -> LookRecord {
        LookRecord(last: last, spans: spans, engines: engines, isNewer: isNewer)
    }

    /// Whether a look is to be recorded: the newest one is that old, or by a clock that is ahead.
    package func isDue(at now: Timestamp, every pause: Duration) -> Bool {
        now - last.at >= pause || last.at - now > pause
    }

    /// How much of the time from a look until now was watched: without gaps that exceed a limit.
    package func watched(
        from start: Timestamp, to now: Timestamp, gapsUpTo limit: Duration
    ) -> Duration {
        guard start < now else { return .zero }
        var total = Duration.zero
        var seen = start
        for span in spans where span.end > seen {
            guard span.start < now else { break }
            let begin = max(span.start, seen)
            let end = min(span.end, now)
            if begin - seen <= limit { total += begin - seen }
            if span.widest <= limit { total += end - begin }
            seen = end
        }
        if now > seen, now - seen <= limit { total += now - seen }
        return total
    }
}

/// A span of time in which somebody looked again and again.
package struct WatchedSpan: Hashable, Sendable {
    /// The first look.
    package let start: Timestamp
    /// The last look.
    package let end: Timestamp
    /// The longest time between two of its looks.
    package let widest: Duration

    package init(start: Timestamp, end: Timestamp, widest: Duration) {
        (self.start, self.end, self.widest) = (start, end, widest)
    }

    /// A look alone.
    package init(at moment: Timestamp) { self.init(start: moment, end: moment, widest: .zero) }

    /// This one and a later one, with the gap between them.
    func joined(_ later: WatchedSpan) -> WatchedSpan {
        WatchedSpan(
            start: start, end: max(end, later.end),
            widest: max(widest, later.widest, later.start - end))
    }

    /// What of it lies before a moment; nil where nothing does.
    func until(_ moment: Timestamp) -> WatchedSpan? {
        start > moment ? nil : WatchedSpan(start: start, end: min(end, moment), widest: widest)
    }
}
