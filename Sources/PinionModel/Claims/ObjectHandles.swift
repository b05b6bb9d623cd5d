/// The ids and names of an object on its machine, the same through every scope.
///
/// A plain container gets another id at each re-creation, and keeps its name; so both are kept.
package struct ObjectHandles: Hashable, Sendable {
    /// The runtime's own ids.
    package let ids: Set<String>
    /// Names that are unique on the machine.
    package let names: Set<String>

    package init(ids: Set<String>, names: Set<String>) { (self.ids, self.names) = (ids, names) }

    /// All ids and names.
    package var all: Set<String> { ids.union(names) }
}

extension ServiceObservation {
    /// The ids and names of the observed service.
    package var handles: ObjectHandles {
        ObjectHandles(
            ids: Set([objectID] + parts),
            names: aliases.isEmpty ? [ObjectName.full(name)] : Set(aliases))
    }
}

/// The notation of a name that is unique on a machine.
package enum ObjectName {
    /// Returns the notation of an object's full name in the runtime.
    package static func full(_ name: String) -> String { "name:\(name)" }

    /// Reads the full name of an object; `nil` for a name of another kind.
    package static func full(in name: String) -> String? {
        name.hasPrefix("name:") ? String(name.dropFirst("name:".count)) : nil
    }

    /// Returns the notation of a compose project's service, whatever its containers are named.
    package static func compose(project: String, service: String) -> String {
        "compose:\(project)/\(service)"
    }
}
