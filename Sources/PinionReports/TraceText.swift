import PinionHistory
import PinionModel

/// `trace`: the places where a build runs and has run.
enum TraceText {
    /// Returns the trace for people: two lines for a run, and its origin below them.
    static func blocks(_ report: TraceReport) -> [Block] {
        var lines = head(report)
        if report.runs.isEmpty, report.commit == nil || !report.digests.isEmpty {
            let names = report.digests.map { "\($0)" as RichText }
            let what = names.isEmpty ? "\(report.query)" : names.joined(separator: ", ")
            lines.append(.line(0, "no environment has run \(what)"))
        }
        lines += report.runs.flatMap(run)
        lines += waiting(report).map {
            let environment = RichText.Span.heading($0.environment.description)
            return .line(0, "\(environment)  \($0.key)  pinned, and not applied yet")
        }
        return lines + report.notes.map { .line(0, "note: \($0)") }
    }

    private static func head(_ report: TraceReport) -> [Block] {
        guard let commit = report.commit else { return [] }
        let line: RichText =
            "\(.heading("commit \(commit.id.short)"))  \"\(commit.subject)\" by \(commit.author)"
        return [.line(0, line)]
            + (report.digests.isEmpty ? [.line(0, "it brought no image to a pin")] : [])
    }

    /// Returns the pins that no run of their environment explains.
    private static func waiting(_ report: TraceReport) -> [TracedPin] {
        report.pins.filter { pin in
            !report.runs.contains {
                $0.run.environment == pin.environment && pin.key.covers($0.run.container)
                    && $0.run.image.digest == pin.image.digest
            }
        }
    }

    private static func run(_ traced: TracedRun) -> [Block] {
        let run = traced.run
        let pinned = traced.isPinned ? "pinned" : "not pinned any more"
        let line: RichText = """
            \(.heading(run.environment.description))  \(run.container)  \
            \(run.state.words(since: run.since)); \(pinned)
            """
        return [.line(0, line), .line(4, "\(run.image)"), .line(4, origin(traced))]
    }

    private static func origin(_ traced: TracedRun) -> RichText {
        guard let origin = traced.origin else {
            return "applied with commit \(traced.run.commit); what brought it cannot be told"
        }
        let revision = origin.revision
        let verb = origin.isExact ? "brought by" : "brought before, or by"
        let request = traced.pullRequest.map {
            ", \($0.isMergeRequest ? "merge" : "pull") request \($0)"
        }
        return """
            \(verb) commit \(revision.id) "\(revision.subject)" by \
            \(revision.author)\(request ?? "")
            """
    }
}

extension ImageRun.State {
    /// The word in JSON.
    var word: String {
        switch self {
        case .now: "now"
        case .underWay: "under-way"
        case .replaced: "replaced"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }

    fileprivate func words(since: Timestamp) -> RichText {
        switch self {
        case .now: "since \(since), runs now"
        case .underWay: "sent \(since), not verified yet"
        case .replaced(let at): "\(since) to \(at)"
        case .failed(let reason):
            "tried \(since), failed\(reason.isEmpty ? "" : " (\(reason))")"
        case .unknown: "since \(since); until when is not known, the service is another one now"
        }
    }
}
