/// One entry of a folder, as a tree object holds it.
struct TreeEntry: Hashable, Sendable {
    /// The kinds of entries; the raw values are the modes as trees spell them.
    enum Mode: String, Hashable, Sendable, CaseIterable {
        case folder = "40000"
        case file = "100644"
        /// An executable file.
        case executable = "100755"
        case symbolicLink = "120000"
        /// A commit of another repository.
        case submodule = "160000"
    }

    /// The kind of entry.
    let mode: Mode
    /// The name's bytes.
    let name: [UInt8]
    /// The id of the entry's object.
    let id: ObjectID

    /// The name for messages; bytes that are not UTF-8 show as replacement characters.
    var label: String { String(decoding: name, as: UTF8.self) }

    /// The name as a path's component; `nil` if its bytes are not UTF-8.
    var component: String? { String(validating: name, as: UTF8.self) }

    /// The bytes by which git orders entries: a folder sorts as if its name ended in a slash.
    var sortKey: [UInt8] { mode == .folder ? name + [0x2f] : name }
}

/// Reads tree objects, and refuses any that could show a reviewer another folder than Pinion reads.
///
/// The rules are stricter than git's own (`fsck`): modes in their canonical spelling, names that
/// are neither empty nor special nor repeated, entries in git's order. In addition, no two names
/// may differ only in case.
enum TreeParser {
    /// Reads a tree's bytes; `label` names it in the error.
    ///
    /// If `isStrict` is false, names may differ only in case.
    static func entries(
        of bytes: [UInt8], label: String, isStrict: Bool = true
    ) throws(GitError) -> [TreeEntry] {
        var entries: [TreeEntry] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let entry = try next(&rest, label: label)
            if let fault = fault(inName: entry.name) {
                throw .malformed(object: label, reason: "the name \(entry.label.quoted) \(fault)")
            }
            if let last = entries.last, !last.sortKey.lexicographicallyPrecedes(entry.sortKey) {
                let reason =
                    last.name == entry.name
                    ? "\(entry.label.quoted) stands in it twice"
                    : "\(entry.label.quoted) is out of order"
                throw .malformed(object: label, reason: reason)
            }
            entries.append(entry)
        }
        if isStrict { try checkUnique(entries, label: label) }
        return entries
    }

    /// Returns the bytes of a tree with these entries, in git's order.
    static func bytes(of entries: [TreeEntry]) -> [UInt8] {
        var bytes: [UInt8] = []
        for entry in entries.sorted(by: { $0.sortKey.lexicographicallyPrecedes($1.sortKey) }) {
            bytes += Array(entry.mode.rawValue.utf8)
            bytes.append(0x20)
            bytes += entry.name
            bytes.append(0)
            bytes += entry.id.bytes
        }
        return bytes
    }

    private static func next(
        _ rest: inout ArraySlice<UInt8>, label: String
    ) throws(GitError) -> TreeEntry {
        guard let space = rest.prefix(7).firstIndex(of: 0x20),
            let end = rest[space...].firstIndex(of: 0), rest.endIndex - end > 20,
            let id = ObjectID(bytes: rest[(end + 1)...(end + 20)])
        else { throw .malformed(object: label, reason: "it is cut off or not a tree") }
        let spelling = String(decoding: rest[..<space], as: UTF8.self)
        guard let mode = TreeEntry.Mode(rawValue: spelling) else {
            throw .malformed(object: label, reason: "it holds the mode \(spelling.quoted)")
        }
        defer { rest = rest[(end + 21)...] }
        return TreeEntry(mode: mode, name: Array(rest[(space + 1)..<end]), id: id)
    }

    /// Returns the fault of a name, as the end of a sentence; `nil` if there is none.
    static func fault(inName name: [UInt8]) -> String? {
        if name.isEmpty { return "is empty" }
        if name == [0x2e] || name == [0x2e, 0x2e] { return "means another folder" }
        if name.contains(0x2f) { return "holds a slash" }
        return meansGit(name) ? "means git's own folder" : nil
    }

    /// Whether some file system reads the name as `.git`: in any case, with trailing dots and
    /// spaces, as Windows's short name, as a stream, or with characters that HFS+ ignores.
    private static func meansGit(_ name: [UInt8]) -> Bool {
        // Nearly every name begins with another ASCII letter, and needs no closer look.
        if let first = name.first, first < 0x80, ![0x2e, 0x67, 0x47].contains(first) {
            return false
        }
        var text = String(decoding: name, as: UTF8.self).unicodeScalars
        text.removeAll { ignoredByHFS.contains($0.value) }
        var folded = String(text).lowercased()
        if let stream = folded.firstIndex(of: ":") { folded = String(folded[..<stream]) }
        while folded.hasSuffix(".") || folded.hasSuffix(" ") { folded.removeLast() }
        return folded == ".git" || folded == "git~1"
    }

    private static let ignoredByHFS: Set<UInt32> = Set(0x200c...0x200f)
        .union(0x202a...0x202e).union(0x206a...0x206f).union([0xfeff])

    private static func checkUnique(_ entries: [TreeEntry], label: String) throws(GitError) {
        var seen: [String: TreeEntry] = [:]
        for entry in entries {
            guard let other = seen.updateValue(entry, forKey: entry.label.lowercased()) else {
                continue
            }
            let reason =
                other.name == entry.name
                ? "\(entry.label.quoted) stands in it twice"
                : "\(other.label.quoted) and \(entry.label.quoted) differ in case only"
            throw .malformed(object: label, reason: reason)
        }
    }
}
