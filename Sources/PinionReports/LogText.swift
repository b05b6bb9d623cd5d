import PinionHistory
import PinionModel

/// `log`: what was applied when, by which commit and by whom, newest first.
enum LogText {
    /// Returns one line for each entry, with its details below.
    ///
    /// The newest look comes first, since it is newer than any entry.
    static func blocks(
        _ entries: [LoggedEntry], of environment: String, _ seen: LookRecord.Look?,
        isLedgerEmpty: Bool
    ) -> [Block] {
        guard !entries.isEmpty else {
            let words: RichText =
                isLedgerEmpty
                ? "nothing was applied to \(environment) yet, and nothing recorded"
                : "nothing was applied to \(environment) or recorded since then"
            return [.line(0, words)]
        }
        let look = seen.map { look -> Block in
            .line(
                0,
                """
                \(look.at)  \(.heading("seen"))  commit \(look.commit), \
                \(plural(look.size, "finding")), by \(look.host) (Pinion \(look.version))
                """)
        }
        return (look.map { [$0] } ?? [])
            + entries.flatMap { logged -> [Block] in
                let entry = logged.entry
                let head: RichText = "\(entry.at)  \(.heading(entry.word))  \(summary(entry))"
                return [.line(0, head)] + details(logged).map { .line(4, $0) }
            }
    }

    private static func summary(_ entry: LedgerEntry) -> RichText {
        switch entry.event {
        case .intent(let intent):
            let size = size(changes: intent.changes.count, tags: intent.tags.count)
            return "commit \(intent.commit), \(size), by \(intent.holder.host)"
        case .outcome(let outcome):
            return "commit \(outcome.commit), \(outcome.summary) in \(outcome.seconds) s"
        case .observation(let seen):
            let count = seen.baseline.count
            let steps =
                count == 0 ? "" : "\(plural(count, "container")) in step for the first time, "
            return "commit \(seen.commit), \(steps)\(plural(seen.findings.count, "finding"))"
        case .unknown(_, let newer): return "it cannot be read: \(newer.description)"
        }
    }

    private static func details(_ logged: LoggedEntry) -> [RichText] {
        let commit: RichText? = logged.revision.map { "commit \"\($0.subject)\" by \($0.author)" }
        let holder: RichText? = (logged.intent?.holder).map { "\($0)" }
        return [commit, holder, part(logged.entry)].compactMap(\.self)
            + logged.entry.restored.map(restored) + events(logged)
    }

    /// Returns the line about a container that was started again.
    static func restored(_ one: RestoredContainer) -> RichText {
        """
        started again \(.service(one.service))  \(one.name) (\(String(one.object.prefix(12)))), \
        which an interrupted change had stopped
        """
    }

    /// Returns a note on a partly readable entry; an unreadable one says so in its summary.
    private static func part(_ entry: LedgerEntry) -> RichText? {
        if case .unknown = entry.event { return nil }
        return entry.newer.map { "read in part: \($0.description)" }
    }

    private static func events(_ logged: LoggedEntry) -> [RichText] {
        switch logged.entry.event {
        case .intent(let intent): authorities(intent.authorities)
        case .outcome(let outcome):
            authorities((logged.intent?.authorities ?? []) + outcome.authorities)
                + outcome.results.map(result) + outcome.tags.map(tag)
                + outcome.effects.map { "\(.service($0.service)) \($0.effect.description)" }
        case .observation(let seen):
            authorities(seen.authorities)
                + seen.tags.sorted { $0.key < $1.key }.map { repository, digest in
                    "tag of \(repository.familiar) put on \(digest)"
                }
                + seen.findings.map(finding)
        case .unknown: []
        }
    }

    private static func authorities(_ authorities: [Authority]) -> [RichText] {
        authorities.map { "\($0.kind.rawValue) by \($0.who): \($0.reason)" }
    }

    private static func result(_ result: RecordedResult) -> RichText {
        let change = result.change
        let before = change.before.isEmpty ? "" : PlanText.declared(change.before)
        return """
            \(result.verdict.word) \(change.container)  \(before) → \
            \(change.after)\(clause(result.verdict.reason))
            """
    }

    private static func tag(_ result: TagResult) -> RichText {
        """
        \(result.verdict.word) tag \(result.write.tagged)  \(PlanText.before(result.write)) → \
        \(result.write.after)\(clause(result.verdict.reason))
        """
    }

    private static func clause(_ reason: String) -> String { reason.isEmpty ? "" : " (\(reason))" }

    private static func finding(_ key: FindingKey) -> RichText {
        let name = ContainerKey(service: key.service, container: key.container)
        let place = key.container.isEmpty ? key.service : name.description
        return "\(key.kind.rawValue)\(place.isEmpty ? "" : " \(place)")"
    }
}
