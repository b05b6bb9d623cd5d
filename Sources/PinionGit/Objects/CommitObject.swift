import PinionModel

/// A commit, as read from its bytes.
struct CommitObject: Hashable, Sendable {
    /// A person with the time by that person's clock.
    struct Person: Hashable, Sendable {
        let name: String
        let address: String
        let at: Timestamp
    }

    let tree: ObjectID
    /// The parents, in order.
    let parents: [ObjectID]
    /// The author.
    let author: Person
    /// The committer.
    let committer: Person
    let message: String

    /// Returns the summary for readers, without characters that could control a terminal.
    func revision(_ id: CommitID) -> Revision {
        Revision(
            id: id, author: Self.line("\(author.name) <\(author.address)>"), authored: author.at,
            subject: Self.line(message))
    }

    /// Returns the first line of a foreign text, shortened: it may be as long as a commit.
    private static func line(_ text: String) -> String {
        let line = text.prefix { $0 != "\n" }
        return line.dropFirst(longestLine).isEmpty
            ? String(line).printable : String(line.prefix(longestLine - 1)).printable + "…"
    }

    private static let longestLine = 500

    /// The bytes of the commit, without a signature.
    var bytes: [UInt8] { bytes(signature: nil) }

    /// Returns the bytes of the commit with a signature of its other bytes.
    ///
    /// gitformat-signature(5): the header `gpgsig`, whose further lines begin with a space.
    func bytes(signature: String?) -> [UInt8] {
        var text = "tree \(tree)\n"
        for parent in parents { text += "parent \(parent)\n" }
        for (role, person) in [("author", author), ("committer", committer)] {
            text += "\(role) \(person.name) <\(person.address)> "
            text += "\(person.at.secondsSinceEpoch) +0000\n"
        }
        if let signature {
            let lines = signature.split(separator: "\n", omittingEmptySubsequences: false)
            let last = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
            text += "gpgsig \(last.joined(separator: "\n "))\n"
        }
        return Array((text + "\n" + message).utf8)
    }
}

/// Reads commit objects by a subset of git's grammar.
///
/// The header's lines must be in the order that git writes: one `tree`, any number of `parent`, one
/// `author`, one `committer`; then further headers, which must not repeat the first four, and at
/// most one of each signature header. NUL bytes are refused.
enum CommitParser {
    /// Reads a commit's bytes; `label` names it in the error.
    static func commit(of bytes: [UInt8], label: String) throws(GitError) -> CommitObject {
        func refuse(_ reason: String) -> GitError { .malformed(object: label, reason: reason) }
        guard bytes.count <= Limits.commitBytes else {
            throw .tooLarge(object: label, limit: Limits.commitBytes.asBytes)
        }
        guard !bytes.contains(0) else { throw refuse("it holds a NUL byte") }
        guard let end = headerEnd(bytes) else { throw refuse("its header does not end") }
        var lines = bytes[..<end].split(separator: 0x0a, omittingEmptySubsequences: false)[...]
        guard let tree = id(after: "tree ", &lines) else { throw refuse("it names no tree") }
        var parents: [ObjectID] = []
        while let parent = id(after: "parent ", &lines) { parents.append(parent) }
        guard parents.count <= Limits.parents else {
            throw .tooLarge(object: label, limit: "\(Limits.parents) parents")
        }
        guard Set(parents).count == parents.count else { throw refuse("it names a parent twice") }
        guard let author = person(after: "author ", &lines) else {
            throw refuse("its author cannot be read")
        }
        guard let committer = person(after: "committer ", &lines) else {
            throw refuse("its committer cannot be read")
        }
        if let fault = fault(inFurther: lines) { throw refuse(fault) }
        return CommitObject(
            tree: tree, parents: parents, author: author, committer: committer,
            message: String(decoding: bytes[(end + 2)...], as: UTF8.self))
    }

    /// Returns the index of the line feed before the empty line that ends the header.
    private static func headerEnd(_ bytes: [UInt8]) -> Int? {
        bytes.indices.dropLast().first { bytes[$0] == 0x0a && bytes[$0 + 1] == 0x0a }
    }

    private static func value(
        after key: String, _ lines: inout ArraySlice<ArraySlice<UInt8>>
    ) -> ArraySlice<UInt8>? {
        guard let line = lines.first, line.starts(with: key.utf8) else { return nil }
        return line.dropFirst(key.utf8.count)
    }

    private static func id(
        after key: String, _ lines: inout ArraySlice<ArraySlice<UInt8>>
    ) -> ObjectID? {
        guard let value = value(after: key, &lines),
            let id = ObjectID(parsing: String(decoding: value, as: UTF8.self))
        else { return nil }
        lines.removeFirst()
        return id
    }

    private static func person(
        after key: String, _ lines: inout ArraySlice<ArraySlice<UInt8>>
    ) -> CommitObject.Person? {
        guard let value = value(after: key, &lines), let open = value.firstIndex(of: 0x3c),
            let close = value.lastIndex(of: 0x3e), open < close,
            let at = moment(value[(close + 1)...])
        else { return nil }
        let name = String(decoding: value[..<open], as: UTF8.self)
        let address = value[(open + 1)..<close]
        guard !address.contains(0x3c), !address.contains(0x3e), !name.contains(">") else {
            return nil
        }
        lines.removeFirst()
        return CommitObject.Person(
            name: name.hasSuffix(" ") ? String(name.dropLast()) : name,
            address: String(decoding: address, as: UTF8.self), at: at)
    }

    /// The end of the year 9999; later times are read as this one.
    private static let latest: Int64 = 253_402_300_799

    /// Reads ` SECONDS +ZONE`.
    ///
    /// Other programs wrote zones of other lengths, and times before 1970 or far in the future.
    /// They are accepted, since git hosts accept them and existing commits cannot be changed.
    private static func moment(_ bytes: ArraySlice<UInt8>) -> Timestamp? {
        let parts = bytes.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty, (1...18).contains(parts[1].count),
            let seconds = Int64(String(decoding: parts[1], as: UTF8.self)),
            (2...9).contains(parts[2].count), [0x2b, 0x2d].contains(parts[2].first),
            parts[2].dropFirst().allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Timestamp(secondsSinceEpoch: min(max(0, seconds), latest))
    }

    /// Returns the fault in the headers after the committer; `nil` if there is none.
    private static func fault(inFurther lines: ArraySlice<ArraySlice<UInt8>>) -> String? {
        let single: Set<String> = ["encoding", "gpgsig", "gpgsig-sha256"]
        var seen: Set<String> = []
        for line in lines where line.first != 0x20 {
            let key = String(decoding: line.prefix { $0 != 0x20 }, as: UTF8.self)
            if key.isEmpty || ["tree", "parent", "author", "committer"].contains(key) {
                return "its header is out of order"
            }
            if key.hasPrefix("gpgsig"), !single.contains(key) {
                return "it has a header \(key.quoted), which no signature has"
            }
            if single.contains(key), !seen.insert(key).inserted {
                return "it has the header \(key.quoted) twice"
            }
        }
        return lines.first?.first == 0x20 ? "its header is out of order" : nil
    }
}
