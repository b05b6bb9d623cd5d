/// What one environment holds on a machine, by its ledger or by the record that its host keeps.
package struct ObjectClaim: Hashable, Sendable {
    /// Who holds it.
    package let claimant: Claimant
    /// By what its objects are known.
    package let handles: ObjectHandles

    /// Puts a claim together.
    package init(_ claimant: Claimant, _ handles: ObjectHandles) {
        self.claimant = claimant
        self.handles = handles
    }

    /// What an environment holds by its ledger: those of its pinned services that are in it.
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

/// An environment that holds something, as others name it.
package enum Claimant: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// One of the same commit.
    case sibling(Environment.Name)
    /// One of another repository, known by a record of this host.
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

/// The claims of a machine by their handles: a lookup costs the same however many there are.
package struct ClaimIndex: Sendable {
    private var claimants: [Claimant] = []
    private var places: [String: [Int]] = [:]

    /// Takes all claims in.
    package init(_ claims: some Sequence<ObjectClaim> = []) {
        for claim in claims { add(claim) }
    }

    /// Takes one more claim in.
    package mutating func add(_ claim: ObjectClaim) {
        let number = claimants.count
        claimants.append(claim.claimant)
        for handle in claim.handles.all { places[handle, default: []].append(number) }
    }

    /// Who claims one of some handles, ordered, without repetition.
    package func claimants(
        of handles: Set<String>, where isAsked: (Claimant) -> Bool = { _ in true }
    ) -> [Claimant] {
        let found = Set(handles.flatMap { places[$0] ?? [] }.map { claimants[$0] })
        return found.filter(isAsked).sorted()
    }
}

/// What an environment must know of others before it changes anything.
package struct ClaimSurvey: Sendable {
    /// Everybody's claims.
    package let index: ClaimIndex
    /// The environments of the same commit that may share an object with this one.
    package let siblings: Set<Environment.Name>
    /// Those that pin services which their ledgers do not know, ordered: a look must tell more.
    package let newcomers: [Environment.Name]
    /// What this host has on record of the environment itself; nil where it has nothing.
    package let own: HostClaim?
    /// What could not be read, as sentences; nothing is written while there is any.
    package let doubts: [String]

    /// Puts a survey together.
    package init(
        index: ClaimIndex = ClaimIndex(), siblings: Set<Environment.Name> = [],
        newcomers: [Environment.Name] = [], own: HostClaim? = nil, doubts: [String] = []
    ) {
        self.index = index
        self.siblings = siblings
        self.newcomers = newcomers
        self.own = own
        self.doubts = doubts
    }

    /// Who of the others claims one of some handles.
    func claimants(of handles: Set<String>) -> [Claimant] {
        index.claimants(of: handles) { claimant in
            switch claimant {
            case .sibling(let name): siblings.contains(name)
            case .foreign: true
            }
        }
    }
}

/// What was seen of newcomers: the handles of their pins, or why they could not be looked at.
package typealias NewcomerSight = [Environment.Name: Result<Set<String>, RuntimeError>]
