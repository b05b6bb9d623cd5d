/// An operator's order to change nothing of an environment, or of some services, for a time.
package struct Pause: Hashable, Sendable {
    /// The paused services; empty if the whole environment is paused.
    package let services: Set<String>
    /// The time of the order.
    package let since: Timestamp
    /// The time at which it ends by itself.
    package let until: Timestamp
    /// The person who ordered it.
    package let who: String
    /// The reason.
    package let reason: String

    /// The longest pause; a longer stop should be a freeze, which is committed.
    package static let longest = Duration.seconds(7 * 86_400)

    package init(
        of services: Set<String>, since: Timestamp, until: Timestamp, who: String, reason: String
    ) {
        (self.services, self.since, self.until, self.who) = (services, since, until, who)
        self.reason = reason
    }

    /// Whether the pause has not ended.
    package func isInForce(at now: Timestamp) -> Bool { now < until }

    /// Whether the pause keeps a service from being changed.
    package func concerns(_ service: String) -> Bool {
        services.isEmpty || services.contains(service)
    }

    /// Returns the paused services, or the environment, as words.
    package func subject(in environment: Environment.Name) -> String {
        services.isEmpty ? environment.description : services.sorted().joined(separator: ", ")
    }

    /// Returns the subject with its verb: `web is`, `api, worker are`.
    package func statement(in environment: Environment.Name) -> String {
        "\(subject(in: environment)) \(services.count > 1 ? "are" : "is")"
    }

    /// `until 2026-11-30T05:00:00Z, by ada@web-1: REASON`.
    package var words: String { "until \(until), by \(who): \(reason)" }

    /// Returns the same pause with its times moved by `lag`.
    package func shifted(by lag: Duration) -> Pause {
        Pause(of: services, since: since + lag, until: until + lag, who: who, reason: reason)
    }

    /// Whether another pause is the same order, within the difference of clocks.
    private func isSameOrder(as other: Pause) -> Bool {
        let apart = since - other.since
        return services == other.services && who == other.who && reason == other.reason
            && until - since == other.until - other.since && apart <= .seconds(120)
            && apart >= .seconds(-120)
    }

    /// Whether a list holds this pause, or one that replaces it.
    package func isHeld(by others: [Pause]) -> Bool {
        others.contains { $0.isSameOrder(as: self) || $0.replaces(self) }
    }

    /// Whether it has the same person and services as another pause and ends no earlier.
    fileprivate func replaces(_ other: Pause) -> Bool {
        services == other.services && who == other.who && until >= other.until
    }
}

extension [Pause] {
    /// Returns the pauses after one more order, which never shortens another person's pause.
    package func adding(_ pause: Pause) -> [Pause] {
        contains { $0.replaces(pause) } ? self : filter { !pause.replaces($0) } + [pause]
    }

    /// Returns the pauses after those of some services ended, or all of them if none is named.
    ///
    /// A pause of the whole environment does not end for one of its services.
    package func ending(_ services: Set<String>) -> [Pause] {
        guard !services.isEmpty else { return [] }
        return compactMap { pause in
            let left = pause.services.subtracting(services)
            guard !pause.services.isEmpty else { return pause }
            return left.isEmpty
                ? nil
                : Pause(
                    of: left, since: pause.since, until: pause.until, who: pause.who,
                    reason: pause.reason)
        }
    }
}

extension Pause {
    /// The word of its line.
    static let word = "pause"
    /// The word of the line that says that no pause is left.
    static let none = "pause-over"

    /// The line `pause SINCE UNTIL WHO REASON SERVICE…`.
    var line: LedgerLine {
        LedgerLine(
            Self.word, [since.description, until.description, who, reason] + services.sorted())
    }

    init?(_ fields: [String]) {
        guard fields.count >= 4, let since = Timestamp(parsing: fields[0]),
            let until = Timestamp(parsing: fields[1])
        else { return nil }
        self.init(
            of: Set(fields[4...]), since: since, until: until, who: fields[2], reason: fields[3])
    }

    /// Returns pauses in a fixed order: by time, then by text.
    package static func ordered(_ pauses: some Sequence<Pause>) -> [Pause] {
        Set(pauses).sorted {
            $0.since == $1.since
                ? ByteOrder($0.line.text) < ByteOrder($1.line.text) : $0.since < $1.since
        }
    }
}

extension [Pause] {
    private static let head = "pinion pause 1"
    private static let end = "end"

    /// The pauses as the text of a file on this host.
    package var text: String {
        ([Self.head] + Pause.ordered(self).map(\.line.text) + [Self.end]).map { $0 + "\n" }.joined()
    }

    /// Reads a text as `text` writes it; `nil` for any other.
    package init?(parsing text: String) {
        var lines = Array<UInt8>(text.utf8).split(separator: 0x0a, omittingEmptySubsequences: false)
        guard lines.popLast()?.isEmpty == true,
            lines.popLast()?.elementsEqual(Self.end.utf8) == true,
            lines.first?.elementsEqual(Self.head.utf8) == true
        else { return nil }
        self = []
        for bytes in lines.dropFirst() {
            guard let line = LedgerLine(parsing: bytes), line.word == Pause.word,
                let pause = Pause(line.fields)
            else { return nil }
            append(pause)
        }
    }
}

extension LedgerState {
    /// Returns the entry that orders or ends a pause, with all pauses that are in force after it.
    ///
    /// The commit acted on does not change: this entry accepts nothing.
    package func pausing(
        _ pauses: [Pause], _ order: String, by who: String, run: String, tip: CommitID,
        at now: Timestamp
    ) -> LedgerEntry {
        LedgerEntry(
            at: now, run: run,
            event: .observation(
                RecordedObservation(
                    commit: commit ?? tip, baseline: [:], findings: findings.keys.sorted(),
                    authorities: [Authority(kind: .pause, who: who, reason: order)],
                    pauses: Pause.ordered(pauses))))
    }
}
