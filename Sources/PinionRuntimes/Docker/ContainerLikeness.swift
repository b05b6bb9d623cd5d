import PinionModel
import PinionSyntax

/// Compares a container that was never started with the one that a re-creation would create.
///
/// Both are converted to the form of a creation request and compared by value; empty values count
/// as missing, and the order of members does not matter.
struct ContainerLikeness: Sendable {
    /// The container that was never started.
    let found: ContainerBlueprint
    /// The container that was set aside.
    let former: ContainerBlueprint

    /// Whether a re-creation of the former container with an image would request the found one.
    func holds(for image: PinnedImage) -> Bool {
        guard let one = plain(former.body(image: image)),
            let other = plain(found.body(image: image))
        else { return false }
        return one == other
    }

    /// Returns the request without settings that happen to equal the new image's defaults.
    private func plain(_ body: [UInt8]) -> PlainJSON? {
        guard let node = try? JSONNode(parsing: body, named: "body"),  // Pinion's own text
            let own = try? JSONNode(
                parsing: found.defaults.removed(from: node).bytes, named: "body")
        else { return nil }
        return PlainJSON(own)
    }
}

/// A JSON value without empty members and without an order of members.
private enum PlainJSON: Hashable {
    case nothing
    case value(String)
    case list([PlainJSON])
    case object([String: PlainJSON])

    init(_ node: JSONNode) {
        if let members = node.members {
            var object: [String: PlainJSON] = [:]
            for member in members {
                let value = PlainJSON(member.value)
                if value != .nothing { object[member.key] = value }
            }
            self = object.isEmpty ? .nothing : .object(object)
        } else if let elements = node.array {
            let list = elements.map(PlainJSON.init)
            self = list.isEmpty ? .nothing : .list(list)
        } else {
            let text = String(decoding: node.source, as: UTF8.self)
            self = ["null", "\"\"", "false", "0"].contains(text) ? .nothing : .value(text)
        }
    }
}
