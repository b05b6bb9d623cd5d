package import PinionSyntax

/// A JSON object whose members are kept as the bytes that were read, so that unknown ones survive a
/// copy.
package struct RawObject: Sendable {
    private var members: [(key: String, value: [UInt8])]

    /// Copies an object; anything else gives an empty one.
    package init(_ node: JSONNode? = nil) {
        members = (node?.members ?? []).map { (key: $0.key, value: Array($0.value.source)) }
    }

    /// A member's bytes; setting adds, replaces or removes it.
    package subscript(key: String) -> [UInt8]? {
        get { members.first { $0.key == key }?.value }
        set {
            let place = members.firstIndex { $0.key == key }
            switch (place, newValue) {
            case (let place?, let value?): members[place].value = value
            case (let place?, nil): members.remove(at: place)
            case (nil, let value?): members.append((key: key, value: value))
            case (nil, nil): break
            }
        }
    }

    /// Sets a member to a new value.
    package mutating func set(_ key: String, _ value: JSONText) { self[key] = value.bytes() }

    /// Whether it has no member.
    package var isEmpty: Bool { members.isEmpty }

    /// The object as JSON.
    package var bytes: [UInt8] {
        var bytes: [UInt8] = [0x7b]
        for (index, member) in members.enumerated() {
            if index > 0 { bytes.append(0x2c) }
            bytes += JSONText.string(member.key).bytes() + [0x3a] + member.value
        }
        return bytes + [0x7d]
    }
}
