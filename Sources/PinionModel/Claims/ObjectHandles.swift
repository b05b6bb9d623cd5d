/// By what an object of a runtime is known on its machine, whatever scope it is seen through.
///
/// A plain container has another id after each re-creation, and keeps its name; so both are kept.
package struct ObjectHandles: Hashable, Sendable {
    /// The runtime's own ids.
    package let ids: Set<String>
    /// Names that are one object's alone on the machine.
    package let names: Set<String>

    package init(ids: Set<String>, names: Set<String>) {
        (self.ids, self.names) = (ids, names)
    }

    /// Both, without repetition.
    package var all: Set<String> { ids.union(names) }
}

extension ServiceObservation {
    /// The handles of what was seen.
    package var handles: ObjectHandles {
        ObjectHandles(
            ids: Set([objectID] + parts),
            names: aliases.isEmpty ? [ObjectName.full(name)] : Set(aliases))
    }
}

/// How a name that is unique on a machine is written.
package enum ObjectName {
    /// What the runtime calls an object.
    package static func full(_ name: String) -> String { "name:\(name)" }

    /// What the runtime calls the object of such a name; nil for a name of another kind.
    package static func full(in name: String) -> String? {
        name.hasPrefix("name:") ? String(name.dropFirst("name:".count)) : nil
    }

    /// A service of a compose project, whatever its containers are called.
    package static func compose(project: String, service: String) -> String {
        "compose:\(project)/\(service)"
    }
}
