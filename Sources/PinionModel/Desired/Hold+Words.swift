/// A hold in words: the only place that words it.
extension Hold {
    /// What it does, until when and why: `refuses sha256:0f3c5a1e9d7b, until the end of 2026-12-01
    /// UTC: leak`.
    ///
    /// `age` follows what it does. Commit messages hold the plain text, and nothing reads it back.
    package func words(age: String = "", isOver: Bool = false) -> RichText {
        let digests = refuse.prefix(5).map { "\(.brief($0))" as RichText }.joined(separator: ", ")
        let more = refuse.count > 5 ? " and \(refuse.count - 5) more" : ""
        let what: RichText =
            refuse.isEmpty ? "held where it is" : "refuses \(digests)\(more)"
        let end = until.map { ", \(isOver ? "since" : "until") the end of \($0) UTC" } ?? ""
        let why = reason.map { ": \(oneLine($0, atMost: 300))" } ?? ""
        return "\(isOver ? "no longer " : "")\(what)\(age)\(end)\(why)"
    }

    /// Why and until when, behind what it does: ` (memory leak, until the end of 2026-12-01 UTC)`;
    /// empty where nothing is said.
    package var clause: String {
        let parts = [reason, until.map { "until the end of \($0) UTC" }].compactMap(\.self)
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    /// The same as promotions have it, in JSON too: ` (memory leak) until the end of … UTC`.
    package var tail: String {
        (reason.map { " (\($0))" } ?? "") + (until.map { " until the end of \($0) UTC" } ?? "")
    }
}
