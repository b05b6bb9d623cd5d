/// What a runtime says of one service at one moment: template, declared and running.
package struct ServiceObservation: Hashable, Sendable {
    /// Its name in the scope: the short name in a stack or project, else the runtime's full name.
    package let name: String
    /// The runtime's identity of the object: another one under the same name is a re-creation.
    package let objectID: String
    /// The token of the runtime's compare-and-swap, where it has one.
    package let version: String?
    /// Its containers, ordered by name.
    package private(set) var containers: [ContainerObservation]
    /// What of it is to run.
    package let wanted: Wanted
    /// Where a change of it stands.
    package let rollout: Rollout
    /// Who changed it last, where the runtime tells.
    package let changedBy: Attribution?
    /// What a killed change of Pinion left behind and the next change must finish.
    package let unfinished: String?
    /// What an interrupted change of Pinion's stopped, with nothing running in its place.
    package let interruption: Interruption?
    /// Why the runtime cannot change its image; nil where it can.
    package let unchangeable: String?
    /// What its surroundings may do to its images; ordered by kind and container.
    package let risks: [Risk]
    /// The runtime's id of its present deployment: another id means it was replaced.
    package let deployment: String?
    /// Whether the runtime stopped a change half-way, and goes on where the same is sent again.
    package let isPaused: Bool
    /// The object that is written in its place, where that holds several services.
    package let writtenWith: String?
    /// The ids of the objects that it is made of, where these are several: its containers.
    package let parts: [String]
    /// Names that no other object of the machine has, see ``ObjectName``; empty: `name` alone.
    package let aliases: [String]

    package init(
        name: String, objectID: String, version: String? = nil, containers: [ContainerObservation],
        wanted: Wanted = .instances, rollout: Rollout = .settled, changedBy: Attribution? = nil,
        unfinished: String? = nil, interruption: Interruption? = nil, unchangeable: String? = nil,
        risks: [Risk] = [], deployment: String? = nil, isPaused: Bool = false,
        writtenWith: String? = nil, parts: [String] = [], aliases: [String] = []
    ) {
        (self.name, self.objectID, self.version, self.wanted) = (name, objectID, version, wanted)
        (self.rollout, self.changedBy, self.unfinished) = (rollout, changedBy, unfinished)
        (self.interruption, self.unchangeable) = (interruption, unchangeable)
        (self.deployment, self.isPaused, self.writtenWith) = (deployment, isPaused, writtenWith)
        (self.parts, self.aliases) = (parts, aliases)
        self.containers = containers.sorted { $0.name < $1.name }
        self.risks = risks.sorted {
            ByteOrder($0.kind.rawValue, $0.container ?? "", $0.clause)
                < ByteOrder($1.kind.rawValue, $1.container ?? "", $1.clause)
        }
    }

    /// What a change of Pinion's is judged by: without replicas that it does not touch, which do
    /// not run beside others that do, and with images that were pulled by digest, from a registry.
    package var asChanged: ServiceObservation {
        var copy = self
        for index in containers.indices {
            copy.containers[index].replicas = containers[index].leadingReplicas
            copy.containers[index].mayBeLocal = false
        }
        return copy
    }
}

/// Something around a service that may change its images, whatever they are now.
package struct Risk: Hashable, Sendable {
    /// What kind it is.
    package let kind: Kind
    /// The container that it concerns; nil means all of them.
    package let container: String?
    /// What it is and what to do about it, as a clause for people.
    package let clause: String

    /// The kinds of risks, each reported as the finding of that name.
    package enum Kind: String, Hashable, Sendable {
        /// The runtime resolves the tag itself, and may fail open.
        case resolutionUnsafe = "resolution-unsafe"
        /// A pipeline deploys the service behind git's back.
        case pipelineBypass = "pipeline-bypass"
        /// The next update of its owner, or a re-creation, would add a container without a digest.
        case templateFloating = "template-floating"
        /// The next update of its owner, or a re-creation, would add a container.
        case templateDiffers = "template-differs"
        /// Whether anything may change it cannot be seen.
        case unverifiable = "running-unverifiable"
    }

    package init(_ kind: Kind, container: String? = nil, clause: String) {
        (self.kind, self.container, self.clause) = (kind, container, clause)
    }
}

/// What a runtime says of one container of a service.
package struct ContainerObservation: Hashable, Sendable {
    /// Its name; where a service has one container without a name of its own, the service's name.
    package let name: String
    /// What a re-creation would use.
    package let template: Surface
    /// Where the template names it, as a clause: "the default of the parameter Image".
    package let templateSite: String?
    /// What the next update of the stack that owns it would use; nil where nothing owns it.
    package let ownerUpdate: OwnerUpdate?
    /// What a restart or replacement would use.
    package let declared: Surface
    /// What else is declared beside that, where instances run or may be started by it too.
    package let others: [OtherDeclaration]
    /// What runs.
    package let instances: Instances
    /// Its replicas, where there are several and each has surfaces of its own; else empty.
    package fileprivate(set) var replicas: [Replica]
    /// Whether its image may have been built on its host, and be in no registry.
    package fileprivate(set) var mayBeLocal: Bool
    /// Whether its template is only what it was created by, a digest: the file or script behind
    /// that, which may name a tag, was not read.
    package let isSourceUnread: Bool

    package init(
        name: String, template: Surface, templateSite: String? = nil,
        ownerUpdate: OwnerUpdate? = nil, declared: Surface, others: [OtherDeclaration] = [],
        instances: Instances, replicas: [Replica] = [], mayBeLocal: Bool = false,
        isSourceUnread: Bool = false
    ) {
        (self.name, self.template, self.templateSite) = (name, template, templateSite)
        (self.ownerUpdate, self.declared, self.others) = (ownerUpdate, declared, others)
        (self.instances, self.mayBeLocal) = (instances, mayBeLocal)
        self.isSourceUnread = isSourceUnread
        self.replicas = replicas.sorted { ByteOrder($0.name, $0.id) < ByteOrder($1.name, $1.id) }
    }
}

/// What a further deployment of a service, with instances now or later, declares of a container.
package struct OtherDeclaration: Hashable, Sendable {
    /// What declares it, as the start of a sentence: "its ACTIVE deployment of web:3".
    package let origin: String
    package let image: Surface

    package init(_ origin: String, _ image: Surface) { (self.origin, self.image) = (origin, image) }
}

/// What the next update of the owner of a service (a stack) would set a container's image to.
package struct OwnerUpdate: Hashable, Sendable {
    /// The owner: "the stack shop-prod".
    package let owner: String
    /// The image that it would set.
    package let image: Surface
    /// How to change that, before an image ends the clause: "set its parameter Image to".
    package let remedy: String

    package init(owner: String, image: Surface, remedy: String) {
        (self.owner, self.image, self.remedy) = (owner, image, remedy)
    }
}

/// The running replicas of one container.
package enum Instances: Hashable, Sendable {
    /// These run; none where the service is scaled to nothing.
    case seen([Instance])
    /// They could not be looked at.
    case unknown(Obstacle)
}

/// One running copy.
package struct Instance: Hashable, Sendable {
    /// The runtime's id of it.
    package let id: String
    /// The manifest digests of its bits, the best name first; or why they are not known.
    package let bits: Bits
    /// Whether it is surplus and may still run: its host is cut off, or its service was removed.
    package let isCutOff: Bool

    /// What is known of an instance's bits.
    package enum Bits: Hashable, Sendable {
        /// It runs what these digests name.
        case known([Digest])
        /// The runtime does not say.
        case unknown(Obstacle)
    }

    package init(id: String, bits: Bits, isCutOff: Bool = false) {
        (self.isCutOff, self.id, self.bits) = (isCutOff, id, bits)
    }
}

/// Why something is not known.
package enum Obstacle: Hashable, Sendable, OrderedByText {
    /// The answer does not say; the clause tells why: "the node worker-2 is another engine".
    case untold(String)
    /// The image was built or loaded where it runs, and no registry is known to have it.
    case builtHere(String)
    /// The question was refused, or not answered.
    case failed(Failure)

    /// That the answer does not say.
    package init(_ clause: String) { self = .untold(clause) }

    /// A question that was refused, or not answered.
    package init(asking error: RuntimeError) { self = .failed(Failure(error)) }

    /// Whether the runtime itself refused the question or did not answer.
    package var isRefusal: Bool {
        if case .failed(let failure) = self { failure.reason is RuntimeError } else { false }
    }

    /// A clause for people.
    package var description: String {
        switch self {
        case .untold(let clause), .builtHere(let clause): clause
        case .failed(let failure): failure.description
        }
    }
}

/// Where a change of a service stands.
package enum Rollout: Hashable, Sendable {
    /// Nothing is under way, and what should run runs.
    case settled
    /// Under way; the clause says how far.
    case progressing(String)
    /// The runtime gave up; the clause says why.
    case failed(String)
    /// The runtime gave up and rolled back to what was declared before; the clause says why.
    case rolledBack(String)

    /// Why it failed; nil where it did not.
    package var failure: String? {
        switch self {
        case .settled, .progressing: nil
        case .failed(let reason), .rolledBack(let reason): reason
        }
    }

    /// Whether what is declared now is all that will run.
    package var isOver: Bool {
        switch self {
        case .settled, .rolledBack: true
        case .progressing, .failed: false
        }
    }
}

/// Who changed a service last, and when, as the runtime tells it.
package struct Attribution: Hashable, Sendable, CustomStringConvertible {
    /// Who, or by what.
    package let who: String
    /// When.
    package let at: Timestamp?

    package init(who: String, at: Timestamp?) { (self.who, self.at) = (who, at) }

    /// `who, at`.
    package var description: String { at.map { "\(who), \($0)" } ?? who }
}
