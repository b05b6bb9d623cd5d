import PinionHistory
import PinionModel
import PinionSyntax

extension LogText {
    /// The log as JSON, schema `pinion/log/v1`.
    ///
    /// An outcome says who applied, too, where its intent is in sight; `null` where it is not.
    static func json(
        _ entries: [LoggedEntry], environment: String, seen: LookRecord.Look?
    ) -> JSONText {
        let look = seen.map { [JSONText.Member("seen", $0.json)] } ?? []
        return .object(
            [
                .init("schema", "pinion/log/v1"), .init("environment", .string(environment)),
                .init("entries", .array(entries.map(json))),
            ] + look)
    }

    private static func json(_ logged: LoggedEntry) -> JSONText {
        let entry = logged.entry
        let head: [JSONText.Member] = [
            .init("at", .string(entry.at.description)), .init("entry", .string(entry.word)),
            .init("run", .string(entry.run)),
            .init("commit", .optional(entry.commit?.description)),
            .init("subject", .optional(logged.revision?.subject)),
            .init("author", .optional(logged.revision?.author)),
            .init("authored", .optional(logged.revision?.authored)),
        ]
        let rest =
            switch entry.event {
            case .intent(let intent): members(intent)
            case .outcome(let outcome): members(outcome, logged.intent)
            case .observation(let seen): members(seen)
            case .unknown: [JSONText.Member]()
            }
        let problem = entry.newer.map { [JSONText.Member("problem", .string($0.description))] }
        let restored = entry.restored.map { JSONText.object($0.jsonMembers) }
        let more: [JSONText.Member] =
            restored.isEmpty ? [] : [.init("restored", .array(restored))]
        return JSONText.object(head + rest + (problem ?? []) + more).adding(effects: entry.effects)
    }

    private static func members(_ intent: Intent) -> [JSONText.Member] {
        [
            .init("planHash", .string(intent.planHash.description)),
            .init("host", .string(intent.holder.host)),
            .init("process", .string(intent.holder.process)),
            .init("expires", .string(intent.expires.description)),
            .init("changes", .array(intent.changes.map { .object($0.jsonMembers) })),
            .init("authorities", .array(intent.authorities.map(json))),
            .init("tags", .array(intent.tags.map { .object($0.jsonMembers) })),
        ]
    }

    private static func members(_ outcome: RunOutcome, _ intent: Intent?) -> [JSONText.Member] {
        [
            .init("planHash", .string(outcome.planHash.description)),
            .init("seconds", .number(JSONNumber(Int(outcome.seconds)))),
            .init("results", .array(outcome.results.map(json))),
            .init("tags", .array(outcome.tags.map { .object($0.jsonMembers) })),
            .init("host", .optional(intent?.holder.host)),
            .init("process", .optional(intent?.holder.process)),
            .init("authorities", json(outcome.authorities, intent)),
        ]
    }

    /// What the intent rested on, where it is in sight, and by whose order it was given up.
    private static func json(_ own: [Authority], _ intent: Intent?) -> JSONText {
        guard intent != nil || !own.isEmpty else { return .null }
        return .array(((intent?.authorities ?? []) + own).map(json))
    }

    private static func members(_ seen: RecordedObservation) -> [JSONText.Member] {
        let baseline = seen.baseline.sorted { $0.key < $1.key }.map { key, image -> JSONText in
            [
                "service": .string(key.service), "container": .string(key.container),
                "image": .string(image.description),
            ]
        }
        let findings = seen.findings.map { key -> JSONText in
            [
                "kind": .string(key.kind.rawValue), "service": .string(key.service),
                "container": .string(key.container),
            ]
        }
        let tags = seen.tags.sorted { $0.key < $1.key }.map { repository, digest -> JSONText in
            ["repository": .string(repository.description), "digest": .string(digest.description)]
        }
        return [
            .init("baseline", .array(baseline)), .init("findings", .array(findings)),
            .init("authorities", .array(seen.authorities.map(json))), .init("tags", .array(tags)),
        ]
    }

    private static func json(_ result: RecordedResult) -> JSONText {
        .object(
            result.change.jsonMembers + [
                .init("verdict", .string(result.verdict.word)),
                .init("reason", .string(result.verdict.reason)),
                .init("running", .array(result.running.map { .string($0.description) })),
            ])
    }

    private static func json(_ authority: Authority) -> JSONText {
        [
            "kind": .string(authority.kind.rawValue), "who": .string(authority.who),
            "reason": .string(authority.reason),
        ]
    }
}

extension LedgerEntry {
    /// What the changes of an outcome did besides.
    fileprivate var effects: [PlannedEffect] {
        if case .outcome(let outcome) = event { outcome.effects } else { [] }
    }
}
