import PinionModel
import PinionSyntax

/// Whether a container that nobody started is what a re-creation would have made of another one.
///
/// Both are brought into the form in which a container is asked for, and compared by value: what is
/// empty counts as not given, and the order of members as nothing.
struct ContainerLikeness: Sendable {
    /// The container that nobody started.
    let found: ContainerBlueprint
    /// The one that was set aside.
    let former: ContainerBlueprint

    /// Whether a re-creation of the former one to an image would have asked for the other one.
    func holds(for image: PinnedImage) -> Bool {
        guard let one = plain(former.body(image: image)),
            let other = plain(found.body(image: image))
        else { return false }
        return one == other
    }

    /// A setting that only happens to be the new image's default shows on neither side.
    private func plain(_ body: [UInt8]) -> PlainJSON? {
        guard let node = try? JSONNode(parsing: body, named: "body"),  // our own text
            let own = try? JSONNode(
                parsing: found.defaults.removed(from: node).bytes, named: "body")
        else { return nil }
        return PlainJSON(own)
    }
}

/// A JSON value in which what is empty is left out and members have no order.
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
