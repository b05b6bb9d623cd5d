package import PinionModel
import PinionSyntax

/// `log`: what was applied when, by which commit, newest first.
package enum LogText {
    /// The log for people: one line an entry, its changes below it.
    package static func text(_ entries: [LedgerEntry], _ palette: Palette) -> String {
        entries.map { entry in
            let head = "\(entry.at)  \(palette.strong(entry.word))  \(summary(entry))"
            return ([head] + details(entry)).map { $0 + "\n" }.joined()
        }.joined()
    }

    /// The log as JSON, schema `pinion/log/v1`.
    package static func json(_ entries: [LedgerEntry], environment: String) -> String {
        let value: JSONText = [
            "schema": "pinion/log/v1", "environment": .string(environment),
            "entries": .array(entries.map(json)),
        ]
        return String(decoding: value.bytes(.pretty), as: UTF8.self) + "\n"
    }

    private static func summary(_ entry: LedgerEntry) -> String {
        switch entry.event {
        case .intent(let intent):
            "commit \(intent.commit.short), \(plural(intent.changes.count, "change")), by "
                + "\(intent.holder.host.printable)"
        case .outcome(let outcome):
            "commit \(outcome.commit.short), \(outcome.results.count { $0.verdict == .verified }) "
                + "of \(plural(outcome.results.count, "change")) verified in \(outcome.seconds) s"
        case .observation(let seen):
            "commit \(seen.commit.short), "
                + "\(seen.baseline.isEmpty ? "" : "\(plural(seen.baseline.count, "container")) in step for the first time, ")\(plural(seen.findings.count, "finding"))"
        }
    }

    private static func details(_ entry: LedgerEntry) -> [String] {
        switch entry.event {
        case .intent(let intent):
            intent.authorities.map {
                "    \($0.kind.rawValue) by \($0.who.printable): \($0.reason.printable)"
            }
        case .outcome(let outcome):
            outcome.results.map { result in
                let reason =
                    result.verdict.reason.isEmpty ? "" : " (\(result.verdict.reason.printable))"
                return
                    "    \(result.verdict.word) \(result.change.container.shown)  "
                    + "\(result.change.before.printable) → "
                    + "\(result.change.after.reference.familiar)\(reason)"
            }
        case .observation(let seen):
            seen.authorities.map {
                "    \($0.kind.rawValue) by \($0.who.printable): \($0.reason.printable)"
            }
                + seen.tags.sorted { $0.key < $1.key }.map { repository, digest in
                    "    tag of \(repository.familiar) put on \(digest)"
                }
                + seen.findings.map { key in
                    let name = ContainerKey(service: key.service, container: key.container)
                    return
                        "    \(key.kind.rawValue) "
                        + "\(key.container.isEmpty ? key.service.printable : name.shown)"
                }
        }
    }

    private static func json(_ entry: LedgerEntry) -> JSONText {
        var members: [JSONText.Member] = [
            .init("at", .string(entry.at.description)), .init("entry", .string(entry.word)),
            .init("run", .string(entry.run)),
        ]
        switch entry.event {
        case .intent(let intent):
            members += [
                .init("commit", .string(intent.commit.description)),
                .init("planHash", .string(intent.planHash.description)),
                .init("host", .string(intent.holder.host)),
                .init("expires", .string(intent.expires.description)),
                .init("changes", .array(intent.changes.map(json))),
                .init("authorities", .array(intent.authorities.map(json))),
            ]
        case .outcome(let outcome):
            members += [
                .init("commit", .string(outcome.commit.description)),
                .init("planHash", .string(outcome.planHash.description)),
                .init("seconds", .number(JSONNumber(Int(outcome.seconds)))),
                .init("results", .array(outcome.results.map(json))),
            ]
        case .observation(let seen):
            members += [
                .init("commit", .string(seen.commit.description)),
                .init(
                    "baseline",
                    .array(
                        seen.baseline.sorted { $0.key < $1.key }.map { key, image in
                            [
                                "service": .string(key.service),
                                "container": .string(key.container),
                                "image": .string(image.description),
                            ]
                        })),
                .init(
                    "findings",
                    .array(
                        seen.findings.map { key in
                            [
                                "kind": .string(key.kind.rawValue), "service": .string(key.service),
                                "container": .string(key.container),
                            ]
                        })),
                .init("authorities", .array(seen.authorities.map(json))),
                .init(
                    "tags",
                    .array(
                        seen.tags.sorted { $0.key < $1.key }.map { repository, digest in
                            [
                                "repository": .string(repository.description),
                                "digest": .string(digest.description),
                            ]
                        })),
            ]
        }
        return .object(members)
    }

    private static func json(_ change: RecordedChange) -> JSONText {
        [
            "service": .string(change.container.service),
            "container": .string(change.container.container), "from": .string(change.before),
            "to": .string(change.after.description),
        ]
    }

    private static func json(_ result: RecordedResult) -> JSONText {
        [
            "service": .string(result.change.container.service),
            "container": .string(result.change.container.container),
            "from": .string(result.change.before), "to": .string(result.change.after.description),
            "verdict": .string(result.verdict.word), "reason": .string(result.verdict.reason),
            "running": .array(result.running.map { .string($0.description) }),
        ]
    }

    private static func json(_ authority: Authority) -> JSONText {
        [
            "kind": .string(authority.kind.rawValue), "who": .string(authority.who),
            "reason": .string(authority.reason),
        ]
    }
}
