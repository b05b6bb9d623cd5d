import PinionModel
import PinionSyntax

extension LookRecord.Look {
    /// Who looked, when, and with which findings.
    var json: JSONText {
        [
            "at": .string(at.description), "host": .string(host), "version": .string(version),
            "commit": .string(commit.description),
            "findings": .array(
                findings.map { count -> JSONText in
                    ["kind": .string(count.kind), "count": .number(JSONNumber(count.count))]
                }),
        ]
    }
}
