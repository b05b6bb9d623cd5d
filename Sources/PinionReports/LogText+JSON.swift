import PinionHistory
import PinionModel
import PinionSyntax

extension LogText {
    /// Returns the log as JSON, schema `pinion/log/v1`.
    ///
    /// An outcome also says who applied, or `null` if its intent is not among the entries.
    static func json(
        _ entries: [LoggedEntry], environment: String, seen: LookRecord.Look?
    ) -> JSONText {
        let value: JSONText = [
            "schema": "pinion/log/v1", "environment": .text(environment),
            "entries": .array(entries.map(json)),
        ]
        return value.adding(seen.map { .init("seen", $0.json) })
    }

    private static func json(_ logged: LoggedEntry) -> JSONText {
        let entry = logged.entry
        let head: [JSONText.Member] = [
            .init("at", .text(entry.at)), .init("entry", .text(entry.word)),
            .init("run", .text(entry.run)), .init("commit", .text(entry.commit)),
            .init("subject", .text(logged.revision?.subject)),
            .init("author", .text(logged.revision?.author)),
            .init("authored", .text(logged.revision?.authored)),
        ]
        let rest =
            switch entry.event {
            case .intent(let intent): members(intent)
            case .outcome(let outcome): members(outcome, logged.intent)
            case .observation(let seen): members(seen)
            case .unknown: [JSONText.Member]()
            }
        let restored = entry.restored.map { JSONText.object($0.jsonMembers) }
        return JSONText.object(head + rest).adding(
            entry.newer.map { .init("problem", .text($0)) },
            restored.isEmpty ? nil : .init("restored", .array(restored))
        ).adding(effects: entry.effects)
    }

    private static func members(_ intent: Intent) -> [JSONText.Member] {
        [
            .init("planHash", .text(intent.planHash)), .init("host", .text(intent.holder.host)),
            .init("process", .text(intent.holder.process)), .init("expires", .text(intent.expires)),
            .init("changes", .array(intent.changes.map { .object($0.jsonMembers) })),
            .init("authorities", .array(intent.authorities.map(json))),
            .init("tags", .array(intent.tags.map { .object($0.jsonMembers) })),
        ]
    }

    private static func members(_ outcome: RunOutcome, _ intent: Intent?) -> [JSONText.Member] {
        [
            .init("planHash", .text(outcome.planHash)),
            .init("seconds", .number(JSONNumber(Int(outcome.seconds)))),
            .init("results", .array(outcome.results.map(json))),
            .init("tags", .array(outcome.tags.map { .object($0.jsonMembers) })),
            .init("host", .text(intent?.holder.host)),
            .init("process", .text(intent?.holder.process)),
            .init("authorities", json(outcome.authorities, intent)),
        ]
    }

    /// Returns the authorities of the intent, if it is among the entries, and of the outcome.
    private static func json(_ own: [Authority], _ intent: Intent?) -> JSONText {
        guard intent != nil || !own.isEmpty else { return .null }
        return .array(((intent?.authorities ?? []) + own).map(json))
    }

    private static func members(_ seen: RecordedObservation) -> [JSONText.Member] {
        let baseline = seen.baseline.sorted { $0.key < $1.key }.map { key, image -> JSONText in
            [
                "service": .text(key.service), "container": .text(key.container),
                "image": .text(image),
            ]
        }
        let findings = seen.findings.map { key -> JSONText in
            [
                "kind": .text(key.kind.rawValue), "service": .text(key.service),
                "container": .text(key.container),
            ]
        }
        let tags = seen.tags.sorted { $0.key < $1.key }.map { repository, digest -> JSONText in
            ["repository": .text(repository), "digest": .text(digest)]
        }
        return [
            .init("baseline", .array(baseline)), .init("findings", .array(findings)),
            .init("authorities", .array(seen.authorities.map(json))), .init("tags", .array(tags)),
        ]
    }

    private static func json(_ result: RecordedResult) -> JSONText {
        .object(
            result.change.jsonMembers + [
                .init("verdict", .text(result.verdict.word)),
                .init("reason", .text(result.verdict.reason)),
                .init("running", .list(result.running)),
            ])
    }

    private static func json(_ authority: Authority) -> JSONText {
        [
            "kind": .text(authority.kind.rawValue), "who": .text(authority.who),
            "reason": .text(authority.reason),
        ]
    }
}

extension LedgerEntry {
    /// The side effects of an outcome's changes.
    fileprivate var effects: [PlannedEffect] {
        if case .outcome(let outcome) = event { outcome.effects } else { [] }
    }
}
