import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReview
import PinionSyntax

/// A review as JSON, schema `pinion/check/v1`: stable, ordered, one value.
enum CheckJSON {
    static func json(_ review: Review) -> JSONText {
        [
            "schema": "pinion/check/v1", "generatedAt": .text(review.generatedAt),
            "base": .text(review.base), "head": .text(review.head),
            "verdict": .text(review.verdict.rawValue),
            "violations": .array(review.violations.map(violation)), "notes": .list(review.notes),
            "relaxedSettings": .list(review.relaxedSettings),
            "environments": .array(review.environments.map(environment)),
        ]
    }

    private static func environment(_ review: EnvironmentReview) -> JSONText {
        [
            "name": .text(review.name), "fate": .text(review.change.rawValue),
            "verdict": .text(review.verdict.rawValue),
            "changes": .array(review.differences.map(difference)),
            "changedRules": .list(review.changedRules),
            "relaxedRules": .array(review.relaxed.map { .text($0.words) }),
            "violations": .array(review.violations.map(violation)), "notes": .list(review.notes),
            "plan": plan(review.plan),
        ]
    }

    private static func violation(_ violation: Violation) -> JSONText {
        [
            "kind": .text(violation.kind.rawValue), "weight": .text(violation.kind.weight.rawValue),
            "pin": .text(violation.pin), "position": violation.position.map(position) ?? .null,
            "message": .text(violation.sentence),
        ]
    }

    private static func position(_ position: FilePosition) -> JSONText {
        [
            "file": .text(position.path), "line": .count(position.line),
            "column": .count(position.column),
        ]
    }

    private static func difference(_ difference: PinDifference) -> JSONText {
        var members: [JSONText.Member] = [
            .init("service", .text(difference.key.service)),
            .init("container", .text(difference.key.container)),
            .init("kind", .text(difference.kind.word)),
        ]
        switch difference.kind {
        case .added(let image): members += pair(nil as String?, image)
        case .removed(let image): members += pair(image, nil as String?)
        case .moved(let old, let new), .retagged(let old, let new): members += pair(old, new)
        case .renamed(let old, let new, _): members += pair(old, new)
        case .held(let hold, _), .released(let hold):
            members.append(.init("hold", .object(hold.jsonMembers)))
        case .tracked: break
        }
        members.append(.init("position", position(difference.position)))
        return .object(members)
    }

    private static func pair(
        _ old: (some CustomStringConvertible)?, _ new: (some CustomStringConvertible)?
    ) -> [JSONText.Member] {
        [.init("from", .text(old)), .init("to", .text(new))]
    }

    private static func plan(_ plan: PlanPreview) -> JSONText {
        switch plan {
        case .skipped(let failure):
            return [
                "lookedAt": false, "reason": .text(failure), "planHash": nil, "changes": [],
                "tags": [], "afterwards": [],
            ]
        case .seen(let result):
            let seen: JSONText = [
                "lookedAt": true, "reason": nil, "planHash": .text(result.planHash),
                "changes": .array((result.assessment?.plan.changes ?? []).map(JSONReport.change)),
                "tags": .array((result.assessment?.plan.tags ?? []).map(JSONReport.tag)),
                "afterwards": .list(result.refusals),
            ]
            return seen.adding(effects: result.effects)
        }
    }
}
