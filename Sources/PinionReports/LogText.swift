package import PinionHistory
package import PinionModel

/// `log`: what was applied when, by which commit and by whom, newest first.
package enum LogText {
    /// The log for people: one line an entry, what is known of it below.
    ///
    /// Who looked last stands above it, for that is newer than any entry.
    package static func text(
        _ entries: [LoggedEntry], _ palette: Palette, seen: LookRecord.Look? = nil
    ) -> String {
        let look = seen.map {
            "\($0.at)  \(palette.strong("seen"))  commit \($0.commit.short), \(plural($0.size, "finding")), by "
                + "\($0.host.printable) (Pinion \($0.version.printable))\n"
        }
        return (look ?? "")
            + entries.map { logged in
                let entry = logged.entry
                let head = "\(entry.at)  \(palette.strong(entry.word))  \(summary(entry))"
                return ([head] + origin(logged) + details(logged)).map { $0 + "\n" }.joined()
            }.joined()
    }

    private static func summary(_ entry: LedgerEntry) -> String {
        switch entry.event {
        case .intent(let intent):
            "commit \(intent.commit.short), "
                + "\(size(changes: intent.changes.count, tags: intent.tags.count)), by "
                + "\(intent.holder.host.printable)"
        case .outcome(let outcome):
            "commit \(outcome.commit.short), \(outcome.summary) in \(outcome.seconds) s"
        case .observation(let seen):
            "commit \(seen.commit.short), \(steps(seen))\(plural(seen.findings.count, "finding"))"
        case .unknown(_, let newer): "it cannot be read: \(newer.description.printable)"
        }
    }

    private static func steps(_ seen: RecordedObservation) -> String {
        seen.baseline.isEmpty
            ? "" : "\(plural(seen.baseline.count, "container")) in step for the first time, "
    }

    /// The commit's subject and author, and the run that applied it.
    private static func origin(_ logged: LoggedEntry) -> [String] {
        var lines = logged.revision.map {
            ["    commit \"\($0.subject.printable)\" by \($0.author.printable)"]
        }
        if let holder = logged.intent?.holder {
            lines = (lines ?? []) + ["    \(holder.shown)"]
        }
        return lines ?? []
    }

    private static func details(_ logged: LoggedEntry) -> [String] {
        let restored = logged.entry.restored.map {
            "    started again \($0.service.printable)  \($0.name.printable) "
                + "(\($0.object.prefix(12).description.printable)), which an interrupted change had "
                + "stopped"
        }
        return part(logged.entry) + restored + events(logged)
    }

    /// That an entry is shown as far as it is understood; one of which nothing is says so in its summary.
    private static func part(_ entry: LedgerEntry) -> [String] {
        if case .unknown = entry.event { return [] }
        return entry.newer.map { ["    read in part: \($0.description.printable)"] } ?? []
    }

    private static func events(_ logged: LoggedEntry) -> [String] {
        switch logged.entry.event {
        case .intent(let intent): authorities(intent.authorities)
        case .outcome(let outcome):
            authorities((logged.intent?.authorities ?? []) + outcome.authorities)
                + outcome.results.map(result)
                + outcome.tags.map(tag)
                + outcome.effects.map {
                    "    \($0.service.printable) \($0.effect.description.printable)"
                }
        case .observation(let seen):
            authorities(seen.authorities)
                + seen.tags.sorted { $0.key < $1.key }.map { repository, digest in
                    "    tag of \(repository.familiar) put on \(digest)"
                }
                + seen.findings.map(finding)
        case .unknown: []
        }
    }

    private static func authorities(_ authorities: [Authority]) -> [String] {
        authorities.map {
            "    \($0.kind.rawValue) by \($0.who.printable): \($0.reason.printable)"
        }
    }

    private static func result(_ result: RecordedResult) -> String {
        let reason = result.verdict.reason.isEmpty ? "" : " (\(result.verdict.reason.printable))"
        return "    \(result.verdict.word) \(result.change.container.shown)  "
            + "\(result.change.before.printable) → "
            + "\(result.change.after.reference.familiar)\(reason)"
    }

    private static func tag(_ result: TagResult) -> String {
        let reason = result.verdict.reason.isEmpty ? "" : " (\(result.verdict.reason.printable))"
        return "    \(result.verdict.word) tag \(result.write.tagged.familiar)  "
            + "\(result.write.before?.description ?? "no such tag") → \(result.write.after)\(reason)"
    }

    private static func finding(_ key: FindingKey) -> String {
        let name = ContainerKey(service: key.service, container: key.container)
        let place = key.container.isEmpty ? key.service.printable : name.shown
        return "    \(key.kind.rawValue)\(place.isEmpty ? "" : " \(place)")"
    }
}
