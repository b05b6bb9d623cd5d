import PinionHistory
import PinionModel
import PinionSyntax

extension TraceText {
    /// Returns the trace as JSON, schema `pinion/trace/v1`.
    static func json(_ report: TraceReport) -> JSONText {
        [
            "schema": "pinion/trace/v1", "query": .text(report.query),
            "commit": report.commit.map(json) ?? .null, "digests": .list(report.digests),
            "runs": .array(report.runs.map(json)), "pins": .array(report.pins.map(json)),
            "notes": .list(report.notes),
        ]
    }

    private static func json(_ traced: TracedRun) -> JSONText {
        let run = traced.run
        var until: Timestamp?
        var reason: String?
        switch run.state {
        case .replaced(let at): until = at
        case .failed(let why): reason = why
        case .now, .underWay, .unknown: break
        }
        return [
            "environment": .text(run.environment), "service": .text(run.container.service),
            "container": .text(run.container.container), "image": .text(run.image),
            "digest": .text(run.image.digest),
            "standing": .text(run.state.word), "since": .text(run.since),
            "until": .text(until), "reason": .text(reason), "applied": .text(run.commit),
            "commit": traced.origin.map { json($0.revision) } ?? .null,
            "isExact": traced.origin.map { .bool($0.isExact) } ?? .null,
            "pullRequest": traced.pullRequest.map(json) ?? .null, "pinned": .bool(traced.isPinned),
        ]
    }

    private static func json(_ pin: TracedPin) -> JSONText {
        [
            "environment": .text(pin.environment), "service": .text(pin.key.service),
            "container": .text(pin.key.container), "image": .text(pin.image),
        ]
    }

    private static func json(_ request: PullRequestMention) -> JSONText {
        [
            "number": .count(request.number), "project": .text(request.project),
            "text": .text(request),
        ]
    }

    private static func json(_ revision: Revision) -> JSONText {
        [
            "id": .text(revision.id), "subject": .text(revision.subject),
            "author": .text(revision.author), "authored": .text(revision.authored),
        ]
    }
}
