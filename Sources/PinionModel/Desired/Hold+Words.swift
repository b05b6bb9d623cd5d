/// A hold in words; no other code words it.
extension Hold {
    /// The hold with its end and reason: `refuses sha256:0f3c5a1e9d7b, until the end of …: leak`.
    ///
    /// `age` follows the verb and digests. Commit messages hold the plain text, never read back.
    package func words(age: String = "", isOver: Bool = false) -> RichText {
        let digests = refuse.prefix(5).map { "\(.brief($0))" as RichText }.joined(separator: ", ")
        let more = refuse.count > 5 ? " and \(refuse.count - 5) more" : ""
        let what: RichText =
            refuse.isEmpty ? "held where it is" : "refuses \(digests)\(more)"
        let end = until.map { ", \(isOver ? "since" : "until") the end of \($0) UTC" } ?? ""
        let why = reason.map { ": \(oneLine($0, atMost: 300))" } ?? ""
        return "\(isOver ? "no longer " : "")\(what)\(age)\(end)\(why)"
    }

    /// Reason and end, or nothing: ` (memory leak, until the end of 2026-12-01 UTC)`.
    package var clause: String {
        let parts = [reason, until.map { "until the end of \($0) UTC" }].compactMap(\.self)
        return parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
    }

    /// The same in the form of promotions, in JSON too: ` (memory leak) until the end of … UTC`.
    package var tail: String {
        (reason.map { " (\($0))" } ?? "") + (until.map { " until the end of \($0) UTC" } ?? "")
    }
}
