import PinionHistory
import PinionModel
import PinionSyntax

extension TraceText {
    /// The trace as JSON, schema `pinion/trace/v1`.
    static func json(_ report: TraceReport) -> JSONText {
        [
            "schema": "pinion/trace/v1", "query": .string(report.query),
            "commit": report.commit.map(json) ?? .null,
            "digests": .array(report.digests.map { .string($0.description) }),
            "runs": .array(report.runs.map(json)),
            "pins": .array(report.pins.map(json)),
            "notes": .array(report.notes.map { .string($0) }),
        ]
    }

    private static func json(_ traced: TracedRun) -> JSONText {
        let run = traced.run
        var until: Timestamp?
        var reason: String?
        switch run.standing {
        case .replaced(let at): until = at
        case .failed(let why): reason = why
        case .now, .underWay, .unknown: break
        }
        return [
            "environment": .string(run.environment.description),
            "service": .string(run.container.service),
            "container": .string(run.container.container),
            "image": .string(run.image.description),
            "digest": .string(run.image.digest.description),
            "standing": .string(run.standing.word), "since": .string(run.since.description),
            "until": .optional(until), "reason": .optional(reason),
            "applied": .string(run.commit.description),
            "commit": traced.origin.map { json($0.revision) } ?? .null,
            "isExact": traced.origin.map { .bool($0.isExact) } ?? .null,
            "pullRequest": traced.pullRequest.map(json) ?? .null,
            "pinned": .bool(traced.isPinned),
        ]
    }

    private static func json(_ pin: TracedPin) -> JSONText {
        [
            "environment": .string(pin.environment.description),
            "service": .string(pin.key.service.description),
            "container": .optional(pin.key.container), "image": .string(pin.image.description),
        ]
    }

    private static func json(_ request: PullRequestMention) -> JSONText {
        [
            "number": .number(JSONNumber(request.number)), "project": .optional(request.project),
            "text": .string(request.description),
        ]
    }

    private static func json(_ revision: Revision) -> JSONText {
        [
            "id": .string(revision.id.description), "subject": .string(revision.subject),
            "author": .string(revision.author), "authored": .string(revision.authored.description),
        ]
    }
}
