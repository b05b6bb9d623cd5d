/// One environment's claim on objects of a machine, from its ledger or from its host's record.
package struct ObjectClaim: Hashable, Sendable {
    /// The environment that holds the objects.
    package let claimant: Claimant
    /// The ids and names of the objects.
    package let handles: ObjectHandles

    package init(_ claimant: Claimant, _ handles: ObjectHandles) {
        (self.claimant, self.handles) = (claimant, handles)
    }

    /// Makes the claim of an environment: the services that it pins and its ledger knows.
    package init(of environment: Environment, by ledger: LedgerState) {
        var ids: Set<String> = []
        var names: Set<String> = []
        for service in environment.services {
            let key = service.name.description
            guard let id = ledger.objects[key] else { continue }
            ids.insert(id)
            let name = environment.runtime.objectName(of: ledger.names[key] ?? key)
            names.formUnion(name.map { [$0] } ?? [])
        }
        self.init(.sibling(environment.name), ObjectHandles(ids: ids, names: names))
    }
}

/// An environment that holds objects, as others name it.
package enum Claimant: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// An environment of the same commit.
    case sibling(Environment.Name)
    /// An environment of another repository, known by a record of this host.
    case foreign(environment: String, source: String, file: String)

    /// `environment shop`, or `environment shop of SOURCE`.
    package var description: String {
        switch self {
        case .sibling(let name): "environment \(name)"
        case .foreign(let name, let source, _): "environment \(name) of \(source)"
        }
    }

    /// Orders by text.
    package static func < (one: Claimant, other: Claimant) -> Bool {
        ByteOrder(one.description) < ByteOrder(other.description)
    }
}

/// The claims on a machine by id and name: a lookup costs the same however many there are.
package struct ClaimIndex: Sendable {
    private var claimants: [String: [Claimant]] = [:]

    package init(_ claims: some Sequence<ObjectClaim> = []) { for claim in claims { add(claim) } }

    package mutating func add(_ claim: ObjectClaim) {
        for handle in claim.handles.all { claimants[handle, default: []].append(claim.claimant) }
    }

    /// Returns the environments that claim one of some ids or names, ordered, without repetition.
    package func claimants(
        of handles: Set<String>, where isAsked: (Claimant) -> Bool = { _ in true }
    ) -> [Claimant] {
        Set(handles.flatMap { claimants[$0] ?? [] }).filter(isAsked).sorted()
    }
}

/// The claims of others that an environment must know before it changes anything.
package struct ClaimSurvey: Sendable {
    /// The claims of all environments.
    package let index: ClaimIndex
    /// The environments of the same commit that may share an object with this one.
    package let siblings: Set<Environment.Name>
    /// The environments that pin services unknown to their ledgers, so that they must be observed.
    package let newcomers: [Environment.Name]
    /// This host's record of the environment itself; `nil` if there is none.
    package let own: HostClaim?
    /// The claims that could not be read, as sentences; if there are any, nothing is written.
    package let doubts: [String]

    package init(
        index: ClaimIndex = ClaimIndex(), siblings: Set<Environment.Name> = [],
        newcomers: [Environment.Name] = [], own: HostClaim? = nil, doubts: [String] = []
    ) {
        (self.index, self.siblings, self.newcomers, self.own) = (index, siblings, newcomers, own)
        self.doubts = doubts
    }

    /// Returns the other environments that claim one of some ids or names.
    func claimants(of handles: Set<String>) -> [Claimant] {
        index.claimants(of: handles) { claimant in
            switch claimant {
            case .sibling(let name): siblings.contains(name)
            case .foreign: true
            }
        }
    }
}

/// The ids and names that each newcomer pins, or why it could not be observed.
package typealias NewcomerObservations = [Environment.Name: Result<Set<String>, RuntimeError>]
