import PinionHistory
import PinionModel
import PinionReports

extension Document {
    /// The document in a format of the table.
    func written(_ format: String, _ style: TextStyle = .plain, in formats: [Format] = .all)
        -> String
    {
        let rendering = Rendering(style: style, token: "pinion-1")
        return formats.writing(kind).first { $0.name == format }?.text(of: self, rendering)
            ?? "no such format"
    }

    /// The document for people.
    func text(_ style: TextStyle) -> String { written("text", style) }

    /// The document for programs.
    func json() -> String { written("json") }

    /// A log of the environment `production`.
    static func log(_ entries: [LoggedEntry]) -> Document {
        .log(entries, of: "production", seen: nil, isLedgerEmpty: entries.isEmpty)
    }
}
