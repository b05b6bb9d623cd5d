/// The settings of an environment's runtime: how to reach it, and which services are in scope.
///
/// Each kind of runtime has its own type; decisions do not depend on the kind.
package protocol RuntimeSettings: Hashable, Sendable {
    /// The kind's word under `runtime:`, such as `swarm`.
    static var kind: String { get }
    /// The machine that the environment belongs to; `nil` if the file names none.
    var id: String? { get }
    /// The properties that decisions need beside the scope.
    var traits: RuntimeTraits { get }

    /// Returns the same settings for another machine; unchanged if the kind has no machines.
    func moved(to machine: String) -> Self

    /// Returns whether an object can be in both scopes, judged by the settings alone.
    func overlap(with other: Self) -> ScopeOverlap

    /// Whether new settings cover all that these do, on the same machine and by the same names.
    func isPreserved(in new: Self) -> Bool

    /// Returns an object's name on the machine; `nil` if environments cannot share objects.
    func objectName(of name: String) -> String?
}

extension RuntimeSettings {
    package var kind: String { Self.kind }

    package var traits: RuntimeTraits { RuntimeTraits() }

    package func isPreserved(in new: Self) -> Bool { self == new }

    /// Whether both are of one kind and equal.
    package func isEqual(to other: any RuntimeSettings) -> Bool { (other as? Self) == self }

    /// Whether both scopes certainly share any objects that they hold.
    package func overlaps(_ other: any RuntimeSettings) -> Bool {
        (other as? Self).map { overlap(with: $0) == .certain } ?? false
    }

    /// Whether both scopes may share an object.
    package func mayOverlap(_ other: any RuntimeSettings) -> Bool {
        (other as? Self).map { overlap(with: $0) != .none } ?? false
    }

    /// Whether new settings are of the same kind and cover everything that these do.
    package func isPreservedInAnyKind(in new: any RuntimeSettings) -> Bool {
        (new as? Self).map { isPreserved(in: $0) } ?? false
    }
}

/// Whether two scopes share objects, judged by the settings alone.
package enum ScopeOverlap: Int, Hashable, Sendable, Comparable {
    /// They share no objects.
    case none
    /// An object may be in both, which only the runtime can show.
    case possible
    /// Any object is in both.
    case certain

    /// Orders from none to certain.
    package static func < (one: ScopeOverlap, other: ScopeOverlap) -> Bool {
        one.rawValue < other.rawValue
    }
}

/// The properties of a runtime that decisions need beside its scope; a kind overrides the defaults.
package struct RuntimeTraits: Sendable {
    /// Whether this version can reach it.
    package var isSupported = true
    /// Whether it reports a machine id, so that an environment is tied to a machine by its `id`.
    package var hasMachine = true
    /// Whether it is the asking host's engine, so that its settings mean another one elsewhere.
    package var isOfThisHost = false
    /// Whether its engine can report its present start.
    package var reportsEngineStart = false
    /// Whether a change stops the former container, which an interrupted one may leave stopped.
    package var stopsFormerContainer = false
    /// The word for several machines with one id.
    package var machines = "machines"
    /// The instruction to give a copy of a machine its own id.
    package var renewal = "give that one another id"
    /// The template files that a look reads from commits, by stack.
    package var templates: [String: String] = [:]
    /// The file that a look reads from this disk, relative to the repository.
    package var stateFile: String?

    /// Makes the properties of a runtime that reports a machine id, and nothing more.
    package init() {}
}
