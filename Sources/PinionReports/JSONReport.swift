import PinionDecisions
import PinionModel
import PinionReconcile
import PinionSyntax

/// A report as JSON, schema `pinion/report/v1`: stable, ordered, one value.
enum JSONReport {
    static func json(_ report: Report) -> JSONText {
        let value: JSONText = [
            "schema": "pinion/report/v1",
            "generatedAt": .string(report.generatedAt.description),
            "environments": .array(report.environments.map(environment)),
            "summary": summary(report),
        ]
        guard let seen = report.cached, case .object(var members) = value else { return value }
        members.append(
            .init(
                "cached",
                ["commit": .string("\(seen.id)"), "authored": .string("\(seen.authored)")]))
        return .object(members)
    }

    private static func summary(_ report: Report) -> JSONText {
        func number(_ status: Status) -> JSONText {
            .number(JSONNumber(report.summary[status] ?? 0))
        }
        return [
            "synced": number(.synced), "progressing": number(.progressing),
            "atRisk": number(.atRisk), "drifted": number(.drifted),
            "unverified": number(.unverified), "idle": number(.idle),
        ]
    }

    private static func environment(_ environment: EnvironmentReport) -> JSONText {
        let result = environment.result
        let value: JSONText = [
            "name": .string(environment.name),
            "commit": .optional(result?.commit),
            "status": .string(environment.status.rawValue),
            "planHash": .optional(result?.planHash),
            "problem": .optional(environment.problem),
            "heldBy": .optional(result?.heldBy),
            "refusals": .array((result?.refusals ?? []).map { .string($0.description) }),
            "changes": .array((result?.assessment?.plan.changes ?? []).map(change)),
            "tags": .array((result?.assessment?.plan.tags ?? []).map(tag)),
            "results": .array((result?.results ?? []).map(outcome)),
            "tagResults": .array((result?.tags ?? []).map { .object($0.jsonMembers) }),
            "services": .array(environment.services.map(service)),
            "findings": .array(environment.findings.map(finding)),
        ]
        let whole = value.adding(effects: result?.effects ?? [])
        guard case .object(var members) = whole else { return whole }
        if !environment.restored.isEmpty {
            members.append(.init("restored", .array(environment.restored.map(restoration))))
        }
        if let place = environment.elsewhere {
            members.append(.init("elsewhere", .string(place.machine)))
        }
        if let look = environment.lastLook { members.append(.init("seen", look.json)) }
        return .object(members)
    }

    /// What was started again after an interrupted change; there only where something was.
    private static func restoration(_ one: Restoration) -> JSONText {
        .object(one.container.jsonMembers + [.init("failure", .optional(one.failure))])
    }

    /// One change of a plan.
    static func change(_ change: PlannedChange) -> JSONText {
        [
            "service": .string(change.key.service), "container": .string(change.key.container),
            "from": .string(change.declared), "to": .string(change.image.description),
            "cause": .string(change.cause.rawValue),
            "restartsIdenticalBits": .bool(change.restartsIdenticalBits),
            "obstacle": .optional(change.obstacle),
        ]
    }

    private static func outcome(_ result: RecordedResult) -> JSONText {
        .object(
            result.change.jsonMembers + [
                .init("verdict", .string(result.verdict.word)),
                .init("reason", .clause(result.verdict.reason)),
            ])
    }

    /// One tag write of a plan.
    static func tag(_ tag: PlannedTagWrite) -> JSONText {
        .object(
            tag.write.jsonMembers + [
                .init("cause", .string(tag.cause.rawValue)),
                .init("after", .array(tag.changing.map { .string($0.description) })),
            ])
    }

    private static func service(_ service: ServiceAssessment) -> JSONText {
        [
            "name": .string(service.name),
            "status": .string(service.status.rawValue),
            "containers": .array(service.containers.map(container)),
            "findings": .array(service.findings.map(finding)),
        ]
    }

    private static func container(_ container: ContainerAssessment) -> JSONText {
        let running = container.running.map { count -> JSONText in
            ["digest": .optional(count.digest), "instances": .number(JSONNumber(count.instances))]
        }
        return [
            "name": .string(container.name),
            "pin": .optional(container.pin),
            "declared": .optional(container.declared),
            "template": .optional(container.template),
            "running": .array(running),
            "instances": .array(container.instances.map(instance)),
            "hold": container.hold.map(hold) ?? .null,
        ]
    }

    private static func instance(_ instance: InstanceAssessment) -> JSONText {
        [
            "id": .string(instance.id), "name": .optional(instance.name),
            "declared": .optional(instance.declared), "template": .optional(instance.template),
            "digest": .optional(instance.running), "runs": .bool(instance.runs),
            "onPin": instance.isOnPin.map { .bool($0) } ?? .null,
        ]
    }

    /// `since` is null where it is not known exactly.
    private static func hold(_ reported: ReportedHold) -> JSONText {
        let since: Timestamp? =
            if case .commit(let revision)? = reported.since { revision.authored } else { nil }
        return .object(reported.hold.jsonMembers + [.init("since", .optional(since))])
    }

    private static func finding(_ finding: Finding) -> JSONText {
        var members: [JSONText.Member] = [
            .init("kind", .string(finding.kind.rawValue)),
            .init("severity", .string(finding.severity.rawValue)),
            .init("container", .optional(finding.container)),
            .init("message", .string(finding.message)),
            .init("firstSeen", .optional(finding.firstSeen)),
        ]
        if let pull = finding.wouldPull {
            let value: JSONText = [
                "on": .string(pull.occasion.rawValue), "digest": .optional(pull.digest),
                "isPin": pull.isPin.map { .bool($0) } ?? .null,
            ]
            members.append(.init("wouldPull", value))
        }
        if let who = finding.changedBy {
            members.append(
                .init("changedBy", ["who": .string(who.who), "at": .optional(who.at)]))
        }
        return .object(members)
    }
}
