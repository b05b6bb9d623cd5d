import PinionDecisions
import PinionModel
import PinionReconcile
import PinionReview
import PinionSyntax

/// A review as JSON, schema `pinion/check/v1`: stable, ordered, one value.
enum CheckJSON {
    static func json(_ review: Review) -> JSONText {
        [
            "schema": "pinion/check/v1",
            "generatedAt": .string(review.generatedAt.description),
            "base": .string(review.base.description), "head": .string(review.head.description),
            "verdict": .string(review.verdict.rawValue),
            "violations": .array(review.violations.map(violation)),
            "notes": .array(review.notes.map { .string($0) }),
            "relaxedSettings": .array(review.relaxedSettings.map { .string($0) }),
            "environments": .array(review.environments.map(environment)),
        ]
    }

    private static func environment(_ review: EnvironmentReview) -> JSONText {
        [
            "name": .string(review.name), "fate": .string(review.fate.rawValue),
            "verdict": .string(review.verdict.rawValue),
            "changes": .array(review.differences.map(difference)),
            "changedRules": .array(review.changedRules.map { .string($0) }),
            "relaxedRules": .array(review.relaxed.map { .string($0.words) }),
            "violations": .array(review.violations.map(violation)),
            "notes": .array(review.notes.map { .string($0) }),
            "plan": plan(review.plan),
        ]
    }

    private static func violation(_ violation: Violation) -> JSONText {
        [
            "kind": .string(violation.kind.rawValue),
            "weight": .string(violation.kind.weight.rawValue),
            "pin": .optional(violation.pin),
            "position": violation.position.map(position) ?? .null,
            "message": .string(violation.sentence),
        ]
    }

    private static func position(_ position: FilePosition) -> JSONText {
        [
            "file": .string(position.path), "line": .number(JSONNumber(position.line)),
            "column": .number(JSONNumber(position.column)),
        ]
    }

    private static func difference(_ difference: PinDifference) -> JSONText {
        var members: [JSONText.Member] = [
            .init("service", .string(difference.key.service.description)),
            .init("container", .optional(difference.key.container)),
            .init("kind", .string(difference.kind.word)),
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
        [.init("from", .optional(old)), .init("to", .optional(new))]
    }

    private static func plan(_ plan: PlanGlance) -> JSONText {
        switch plan {
        case .skipped(let reason):
            return [
                "lookedAt": false, "reason": .string(reason), "planHash": nil, "changes": [],
                "tags": [], "afterwards": [],
            ]
        case .seen(let result):
            let seen: JSONText = [
                "lookedAt": true, "reason": nil, "planHash": .optional(result.planHash),
                "changes": .array((result.assessment?.plan.changes ?? []).map(JSONReport.change)),
                "tags": .array((result.assessment?.plan.tags ?? []).map(JSONReport.tag)),
                "afterwards": .array(result.refusals.map { .string($0.description) }),
            ]
            return seen.adding(effects: result.effects)
        }
    }
}
