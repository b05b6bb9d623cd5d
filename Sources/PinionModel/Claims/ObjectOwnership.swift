/// The owner of an object among the environments that would change it.
package enum ObjectOwnership: Hashable, Sendable {
    /// This environment: its ledger has the object, or no other environment claims it.
    case ours
    /// Others: a ledger or record of theirs has it, and this environment is the newcomer.
    case theirs([Claimant])
    /// Disputed: this environment's ledger and another's have it, so that neither changes it.
    case both([Claimant])
    /// Disputed: both pin it and neither ledger has it, so that neither changes it.
    case neither([Claimant])
    /// Unknown: whether another environment pins it could not be seen; the clause says why.
    case unknown(String)
    /// Undecided until these environments were observed.
    case open([Environment.Name])

    /// Decides the owner of a service that an environment pins and sees.
    ///
    /// The id decides. The name decides only if no ledger has the id, since a container that
    /// someone made again keeps its name.
    package init(
        of seen: ServiceObservation, key: String, ledger: LedgerState, survey: ClaimSurvey,
        newcomers: NewcomerObservations
    ) {
        let handles = seen.handles
        let known = ledger.objects[key]
        let byID = survey.claimants(of: handles.ids)
        let isOursByID = known.map(handles.ids.contains) ?? false
        if !byID.isEmpty {
            self = isOursByID ? .both(byID) : .theirs(byID)
            return
        }
        guard !isOursByID else {
            self = .ours
            return
        }
        let byName = survey.claimants(of: handles.names)
        let isOursByName = known != nil && (ledger.names[key] ?? key) == seen.name
        if !byName.isEmpty {
            self = isOursByName ? .both(byName) : .theirs(byName)
        } else if isOursByName {
            self = .ours
        } else {
            self.init(newcomer: handles, survey: survey, newcomers: newcomers)
        }
    }

    private init(
        newcomer handles: ObjectHandles, survey: ClaimSurvey, newcomers: NewcomerObservations
    ) {
        let unseen = survey.newcomers.filter { newcomers[$0] == nil }
        guard unseen.isEmpty else {
            self = .open(unseen)
            return
        }
        var others: [Claimant] = []
        var blind: String?
        for name in survey.newcomers {
            switch newcomers[name] {
            case .success(let pinned)? where !pinned.isDisjoint(with: handles.all):
                others.append(.sibling(name))
            case .failure(let error)?:
                blind =
                    blind ?? "whether environment \(name) pins it too could not be seen: \(error)"
            case .success, nil: break
            }
        }
        self = others.isEmpty ? blind.map { .unknown($0) } ?? .ours : .neither(others)
    }

    /// Whether this environment's ledger has it, even if another's has it too.
    package var isHeld: Bool {
        switch self {
        case .ours, .both: true
        case .theirs, .neither, .unknown, .open: false
        }
    }

    /// Why the environment leaves the object alone, as the end of "it exists, but …"; else `nil`.
    package var refusal: String? {
        switch self {
        case .ours, .open: nil
        case .theirs(let claimants):
            "\(Self.list(claimants)) holds it already; \(Self.wayOut(claimants))"
        case .both(let claimants):
            "\(Self.list(claimants)) holds it too, so that neither changes it; "
                + Self.wayOut(claimants)
        case .neither(let claimants):
            "\(Self.list(claimants)) pins it too, and no ledger says whose it is, so that neither "
                + "changes it; \(Self.wayOut(claimants))"
        case .unknown(let reason): "\(reason); it is not changed until that can be seen"
        }
    }

    private static func list(_ claimants: [Claimant]) -> String {
        claimants.map(\.description).joined(separator: " and ")
    }

    private static func wayOut(_ claimants: [Claimant]) -> String {
        let files = claimants.compactMap { claimant in
            if case .foreign(_, _, let file) = claimant { file } else { nil }
        }
        let end = files.first.map { ", or, where that environment is no more, delete \($0)" } ?? ""
        return "pin it in one of them alone\(end)"
    }
}
