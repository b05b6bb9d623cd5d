package import PinionModel

extension LookRecord {
    /// The record of somebody who looked every quarter of an hour of the century.
    package static let always: LookRecord = {
        let end = "2100-01-01T00:00:00Z"
        let text =
            "pinion look 1\nat \(end)\nhost test\nversion 0\ncommit \(String(repeating: "a", count: 40))\n"
            + "watched 2000-01-01T00:00:00Z \(end) 900\nend\n"
        guard let record = try? LookRecord(parsing: text) else { preconditionFailure("no record") }
        return record
    }()
}
