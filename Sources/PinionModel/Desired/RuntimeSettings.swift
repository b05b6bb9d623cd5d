/// Where an environment runs: how its runtime is reached, and what of it is in scope.
///
/// Each kind of runtime has a type of its own, and decisions know no kind by name.
package protocol RuntimeSettings: Hashable, Sendable {
    /// The kind's word under `runtime:`, such as `swarm`.
    static var kind: String { get }
    /// The machine that the environment belongs to; nil where the file names none.
    var id: String? { get }
    /// What decisions must know beside the scope.
    var traits: RuntimeTraits { get }

    /// The same on another machine; unchanged where the kind has none.
    func moved(to machine: String) -> Self

    /// Whether an object may be in both scopes, as far as the files tell.
    func overlap(with other: Self) -> ScopeOverlap

    /// Whether others speak of the same machine, and of all in it that these do, by the same names.
    func isKept(by new: Self) -> Bool

    /// The name, unique on the machine, of what the scope calls by a name; nil for a runtime whose
    /// objects no two environments share.
    func objectName(of name: String) -> String?
}

extension RuntimeSettings {
    /// The kind's word under `runtime:`.
    package var kind: String { Self.kind }

    /// A kind with nothing special.
    package var traits: RuntimeTraits { RuntimeTraits() }

    /// Whether they are the same.
    package func isKept(by new: Self) -> Bool { self == new }

    /// Whether both are of one kind and say the same.
    package func isEqual(to other: any RuntimeSettings) -> Bool { (other as? Self) == self }

    /// Whether both scopes surely share whatever objects they hold.
    package func overlaps(_ other: any RuntimeSettings) -> Bool {
        (other as? Self).map { overlap(with: $0) == .certain } ?? false
    }

    /// Whether both may share an object, as far as the files do not rule it out.
    package func mayOverlap(_ other: any RuntimeSettings) -> Bool {
        (other as? Self).map { overlap(with: $0) != .none } ?? false
    }

    /// Whether others are of the same kind, and speak of all that these do.
    package func isKeptInAnyKind(by new: any RuntimeSettings) -> Bool {
        (new as? Self).map { isKept(by: $0) } ?? false
    }
}

/// Whether two scopes share objects, as far as the files tell.
package enum ScopeOverlap: Int, Hashable, Sendable, Comparable {
    /// They share none.
    case none
    /// An object may be in both, which only the runtime can see.
    case possible
    /// Whatever objects they hold are in both.
    case certain

    /// Orders from none to certain.
    package static func < (one: ScopeOverlap, other: ScopeOverlap) -> Bool {
        one.rawValue < other.rawValue
    }
}

/// What decisions must know of a runtime beside its scope; a kind changes what is otherwise in it.
package struct RuntimeTraits: Sendable {
    /// Whether this version can reach it.
    package var isSupported = true
    /// Whether it says which machine it is, so that an environment is tied to one by its `id`.
    package var hasMachine = true
    /// Whether it is whatever engine the host has that asks: the same words mean another machine on
    /// another host.
    package var isOfThisHost = false
    /// Whether its engine can be asked which start of it answers.
    package var tellsStarts = false
    /// Whether a change stops what ran before, so that an interrupted one may leave it stopped.
    package var stopsWhatRan = false
    /// What several machines of one id are called.
    package var machines = "machines"
    /// How a person gives a copy of a machine an id of its own.
    package var renewal = "give that one another id"
    /// The template files that a look reads from commits, by stack.
    package var templates: [String: String] = [:]
    /// The file that a look reads from this disk, relative to the repository.
    package var stateFile: String?

    /// Those of a runtime that says which machine it is, and no more.
    package init() {}
}
