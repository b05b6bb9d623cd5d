import PinionSyntax

/// A JSON object that keeps its members' bytes, so that unknown members survive a copy.
struct RawObject: Sendable {
    private var members: [(key: String, value: [UInt8])]

    /// Copies an object; any other value gives an empty object.
    init(_ node: JSONNode? = nil) {
        members = (node?.members ?? []).map { (key: $0.key, value: Array($0.value.source)) }
    }

    /// The bytes of a member; setting adds, replaces or removes it.
    subscript(key: String) -> [UInt8]? {
        get { members.first { $0.key == key }?.value }
        set {
            switch (members.firstIndex { $0.key == key }, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Sets a member to a new value.
    mutating func set(_ key: String, _ value: JSONText) { self[key] = value.bytes() }

    var isEmpty: Bool { members.isEmpty }

    var bytes: [UInt8] {
        var bytes: [UInt8] = [0x7b]
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(0x2c) }
            bytes += JSONText.string(member.key).bytes() + [0x3a] + member.value
        }
        return bytes + [0x7d]
    }
}
