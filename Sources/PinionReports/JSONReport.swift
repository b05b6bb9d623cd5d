import PinionDecisions
import PinionModel
import PinionReconcile
import PinionSyntax

/// A report as JSON, schema `pinion/report/v1`: stable, ordered, one value.
enum JSONReport {
    static func json(_ report: Report) -> JSONText {
        let value: JSONText = [
            "schema": "pinion/report/v1", "generatedAt": .text(report.generatedAt),
            "environments": .array(report.environments.map(environment)),
            "summary": summary(report),
        ]
        return value.adding(
            report.cached.map {
                .init("cached", ["commit": .text($0.id), "authored": .text($0.authored)])
            })
    }

    private static func summary(_ report: Report) -> JSONText {
        func number(_ status: Status) -> JSONText { .count(report.summary[status] ?? 0) }
        return [
            "synced": number(.synced), "progressing": number(.progressing),
            "atRisk": number(.atRisk), "drifted": number(.drifted),
            "unverified": number(.unverified), "idle": number(.idle),
        ]
    }

    private static func environment(_ environment: EnvironmentReport) -> JSONText {
        let result = environment.result
        let value: JSONText = [
            "name": .text(environment.name), "commit": .text(result?.commit),
            "status": .text(environment.status.rawValue), "planHash": .text(result?.planHash),
            "problem": .text(environment.problem), "heldBy": .text(result?.heldBy),
            "refusals": .list((result?.refusals ?? [])),
            "changes": .array((result?.assessment?.plan.changes ?? []).map(change)),
            "tags": .array((result?.assessment?.plan.tags ?? []).map(tag)),
            "results": .array((result?.results ?? []).map(outcome)),
            "tagResults": .array((result?.tags ?? []).map { .object($0.jsonMembers) }),
            "services": .array(environment.services.map(service)),
            "findings": .array(environment.findings.map(finding)),
        ]
        let restored = environment.restored.map(restoration)
        return value.adding(effects: result?.effects ?? []).adding(
            restored.isEmpty ? nil : .init("restored", .array(restored)),
            environment.elsewhere.map { .init("elsewhere", .text($0.machine)) },
            environment.lastLook.map { .init("seen", $0.json) })
    }

    /// Returns what was started again after an interrupted change.
    private static func restoration(_ one: Restoration) -> JSONText {
        .object(one.container.jsonMembers + [.init("failure", .text(one.failure))])
    }

    /// Returns one change of a plan.
    static func change(_ change: PlannedChange) -> JSONText {
        [
            "service": .text(change.key.service), "container": .text(change.key.container),
            "from": .text(change.declared), "to": .text(change.image),
            "cause": .text(change.cause.rawValue),
            "restartsIdenticalBits": .bool(change.restartsIdenticalBits),
            "obstacle": .text(change.obstacle),
        ]
    }

    private static func outcome(_ result: RecordedResult) -> JSONText {
        .object(
            result.change.jsonMembers + [
                .init("verdict", .text(result.verdict.word)),
                .init("reason", .clause(result.verdict.reason)),
            ])
    }

    /// Returns one tag write of a plan.
    static func tag(_ tag: PlannedTagWrite) -> JSONText {
        .object(
            tag.write.jsonMembers + [
                .init("cause", .text(tag.cause.rawValue)), .init("after", .list(tag.changing)),
            ])
    }

    private static func service(_ service: ServiceAssessment) -> JSONText {
        [
            "name": .text(service.name), "status": .text(service.status.rawValue),
            "containers": .array(service.containers.map(container)),
            "findings": .array(service.findings.map(finding)),
        ]
    }

    private static func container(_ container: ContainerAssessment) -> JSONText {
        let running = container.running.map { count -> JSONText in
            ["digest": .text(count.digest), "instances": .count(count.instances)]
        }
        return [
            "name": .text(container.name), "pin": .text(container.pin),
            "declared": .text(container.declared), "template": .text(container.template),
            "running": .array(running), "instances": .array(container.instances.map(instance)),
            "hold": container.hold.map(hold) ?? .null,
        ]
    }

    private static func instance(_ instance: InstanceAssessment) -> JSONText {
        [
            "id": .text(instance.id), "name": .text(instance.name),
            "declared": .text(instance.declared), "template": .text(instance.template),
            "digest": .text(instance.running), "runs": .bool(instance.runs),
            "onPin": instance.isOnPin.map { .bool($0) } ?? .null,
        ]
    }

    /// Returns a hold; `since` is null if it is not known exactly.
    private static func hold(_ reported: ReportedHold) -> JSONText {
        let since: Timestamp? =
            if case .commit(let revision)? = reported.since { revision.authored } else { nil }
        return .object(reported.hold.jsonMembers + [.init("since", .text(since))])
    }

    private static func finding(_ finding: Finding) -> JSONText {
        let value: JSONText = [
            "kind": .text(finding.kind.rawValue), "severity": .text(finding.severity.rawValue),
            "container": .text(finding.container), "message": .text(finding.message),
            "firstSeen": .text(finding.firstSeen),
        ]
        return value.adding(
            finding.wouldPull.map { .init("wouldPull", pull($0)) },
            finding.changedBy.map {
                .init("changedBy", ["who": .text($0.who), "at": .text($0.at)])
            })
    }

    private static func pull(_ pull: WouldPull) -> JSONText {
        [
            "on": .text(pull.occasion.rawValue), "digest": .text(pull.digest),
            "isPin": pull.isPin.map { .bool($0) } ?? .null,
        ]
    }
}
