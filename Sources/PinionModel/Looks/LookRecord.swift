/// The last look at an environment, and the spans of time watched: `refs/pinion/seen/ENV`.
///
/// Every reconcile looks; by default, one in 15 minutes records it. The record is replaced each
/// time, not a chain: it keeps the spans of time in which looks were frequent enough.
package struct LookRecord: Hashable, Sendable {
    /// The newest look.
    package let last: Look
    /// The spans of frequent looks, oldest first; the last one ends with the newest look.
    package let spans: [WatchedSpan]
    /// The starts of its engines that looks met (version 2).
    package let engines: EngineHistory
    /// Whether a later version of Pinion wrote it, so that this one must not replace it.
    package let isNewer: Bool

    /// One look.
    package struct Look: Hashable, Sendable {
        /// The time of the look.
        package let at: Timestamp
        package let host: String
        /// The version of Pinion on that host.
        package let version: String
        /// The commit that was compared.
        package let commit: CommitID
        /// The number of findings of each kind, ordered by kind.
        package let findings: [KindCount]

        package init(
            at: Timestamp, host: String, version: String, commit: CommitID, findings: [KindCount]
        ) {
            (self.at, self.host, self.version, self.commit) = (at, host, version, commit)
            self.findings = findings.sorted { ByteOrder($0.kind, "") < ByteOrder($1.kind, "") }
        }

        /// Returns the same look at a later time.
        package func later(by shift: Duration) -> Look {
            Look(at: at + shift, host: host, version: version, commit: commit, findings: findings)
        }

        /// The number of all findings.
        package var size: Int { findings.reduce(0) { $0 + $1.count } }
    }

    /// A kind of finding, possibly one that only a later version knows, and the number of findings.
    package struct KindCount: Hashable, Sendable {
        package let kind: String
        /// The number of findings.
        package let count: Int

        package init(_ kind: String, _ count: Int) { (self.kind, self.count) = (kind, count) }
    }

    /// The longest gap between looks of one span: an hour, and 5 minutes since cron is inexact.
    package static let near = Duration.seconds(3_900)
    /// The most spans that are kept; if there are more, the two nearest are joined.
    static let mostSpans = 32

    /// Makes the record that follows a former one after a look.
    ///
    /// Times in the former one after the look came from a clock that is ahead; they are dropped.
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

    /// Returns the same looks with another history of engines.
    package func with(_ engines: EngineHistory) -> LookRecord {
        LookRecord(last: last, spans: spans, engines: engines, isNewer: isNewer)
    }

    /// Whether to record a look: the newest is `pause` old, or dated by a clock that is ahead.
    package func isDue(at now: Timestamp, every pause: Duration) -> Bool {
        now - last.at >= pause || last.at - now > pause
    }

    /// Returns how much of the time since `start` was watched, without gaps longer than `limit`.
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

/// A span of time in which looks followed each other closely.
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

    /// Makes the span of a single look.
    package init(at moment: Timestamp) { self.init(start: moment, end: moment, widest: .zero) }

    /// Returns this span and a later one as one, which includes the gap between them.
    func joined(_ later: WatchedSpan) -> WatchedSpan {
        WatchedSpan(
            start: start, end: max(end, later.end),
            widest: max(widest, later.widest, later.start - end))
    }

    /// Returns the part before a moment; `nil` if there is none.
    func until(_ moment: Timestamp) -> WatchedSpan? {
        start > moment ? nil : WatchedSpan(start: start, end: min(end, moment), widest: widest)
    }
}
