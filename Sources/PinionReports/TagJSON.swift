import PinionModel
import PinionSyntax

extension JSONReport {
    /// One tag write of a plan.
    static func tag(_ tag: PlannedTagWrite) -> JSONText {
        .object(
            tag.write.jsonMembers + [
                .init("cause", .string(tag.cause.rawValue)),
                .init("after", .array(tag.changing.map { .string($0.description) })),
            ])
    }

    /// What became of one tag write.
    static func tagResult(_ result: TagResult) -> JSONText {
        .object(result.jsonMembers)
    }
}

extension TagWrite {
    /// What every report tells of a tag write; `from` is null where there was no such tag.
    var jsonMembers: [JSONText.Member] {
        [
            .init("repository", .string(repository.description)),
            .init("tag", .string(tag.description)), .init("from", .optional(before)),
            .init("to", .string(after.description)),
        ]
    }
}

extension TagResult {
    /// The write with its verdict.
    var jsonMembers: [JSONText.Member] {
        write.jsonMembers + [
            .init("verdict", .string(verdict.word)),
            .init("reason", verdict.reason.isEmpty ? .null : .string(verdict.reason)),
        ]
    }
}
