/// The name under which a re-creation keeps the former container until the new one has proved
/// itself.
///
/// `web` becomes `web.pinion-old-c91cf7652c05`: it ends with the first digits of the container's
/// own id, so that no other container can be taken for one.
package enum Leftover {
    private static let mark = ".pinion-old-"

    /// The name for a container that makes room.
    package static func name(for name: String, id: String) -> String {
        name + mark + id.prefix(12)
    }

    /// The real name of a container that made room; nil where the name is an ordinary one.
    package static func realName(of name: String, id: String) -> String? {
        let ending = mark + id.prefix(12)
        guard name.hasSuffix(ending), name.count > ending.count, id.count >= 12 else { return nil }
        return String(name.dropLast(ending.count))
    }
}
