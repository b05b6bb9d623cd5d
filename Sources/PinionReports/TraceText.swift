package import PinionHistory
import PinionModel

/// `trace`: where a build runs and has run.
package enum TraceText {
    /// The trace for people: a run's two lines, and below them where it came from.
    package static func text(_ report: TraceReport, _ palette: Palette) -> String {
        var lines = head(report, palette)
        if report.runs.isEmpty {
            let names = report.digests.map(\.description)
            let what = names.isEmpty ? report.query.printable : names.joined(separator: ", ")
            if report.commit == nil || !names.isEmpty {
                lines.append("no environment has run \(what)")
            }
        }
        lines += report.runs.flatMap { run($0, palette) }
        lines += waiting(report).map {
            "\(palette.strong($0.environment.description))  \($0.key.shown)  pinned, and not applied yet"
        }
        lines += report.notes.map { "note: \($0.printable)" }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func head(_ report: TraceReport, _ palette: Palette) -> [String] {
        guard let commit = report.commit else { return [] }
        let line =
            "\(palette.strong("commit \(commit.id.short)"))  \"\(commit.subject.printable)\" by "
            + commit.author.printable
        guard report.digests.isEmpty else { return [line] }
        return [line, "it brought no image to a pin"]
    }

    /// The pins that no run of their environment explains.
    private static func waiting(_ report: TraceReport) -> [TracedPin] {
        report.pins.filter { pin in
            !report.runs.contains {
                $0.run.environment == pin.environment && pin.key.covers($0.run.container)
                    && $0.run.image.digest == pin.image.digest
            }
        }
    }

    private static func run(_ traced: TracedRun, _ palette: Palette) -> [String] {
        let run = traced.run
        let pinned = traced.isPinned ? "pinned" : "not pinned any more"
        return [
            "\(palette.strong(run.environment.description))  \(run.container.shown)  "
                + "\(run.state.words(since: run.since)); \(pinned)",
            "    \(run.image.reference.familiar)",
            "    \(origin(traced))",
        ]
    }

    private static func origin(_ traced: TracedRun) -> String {
        guard let origin = traced.origin else {
            return "applied with commit \(traced.run.commit.short); what brought it cannot be told"
        }
        let revision = origin.revision
        let verb = origin.isExact ? "brought by" : "brought before, or by"
        let request = traced.pullRequest.map {
            ", \($0.isMergeRequest ? "merge" : "pull") request \($0.shown)"
        }
        return "\(verb) commit \(revision.id.short) \"\(revision.subject.printable)\" by "
            + "\(revision.author.printable)\(request ?? "")"
    }
}

extension ImageRun.State {
    /// The word of the JSON.
    var word: String {
        switch self {
        case .now: "now"
        case .underWay: "under-way"
        case .replaced: "replaced"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }

    fileprivate func words(since: Timestamp) -> String {
        switch self {
        case .now: "since \(since), runs now"
        case .underWay: "sent \(since), not verified yet"
        case .replaced(let at): "\(since) to \(at)"
        case .failed(let reason):
            "tried \(since), failed\(reason.isEmpty ? "" : " (\(reason.printable))")"
        case .unknown: "since \(since); until when is not known, the service is another one now"
        }
    }
}
