/// One service at one moment as its runtime reports it: template, declared and running.
package struct ServiceObservation: Hashable, Sendable {
    /// The name in the scope: the short name in a stack or project, else the runtime's full name.
    package let name: String
    /// The runtime's id of the object: another id under the same name means a re-creation.
    package let objectID: String
    /// The token of the runtime's compare-and-swap, if it has one.
    package let version: String?
    /// The containers, ordered by name.
    package private(set) var containers: [ContainerObservation]
    /// The instances that should run.
    package let wanted: Wanted
    /// The progress of a change.
    package let rollout: Rollout
    /// The author of the last change, if the runtime reports one.
    package let changedBy: Attribution?
    /// The remains of a killed change of Pinion's, which the next change must finish.
    package let unfinished: String?
    /// The state after an interrupted change of Pinion's, if nothing replaces what it stopped.
    package let interruption: Interruption?
    /// Why the runtime cannot change its image; `nil` if it can.
    package let unchangeable: String?
    /// Risks in its surroundings that may change its images, ordered by kind and container.
    package let risks: [Risk]
    /// The runtime's id of its present deployment: another id means it was replaced.
    package let deployment: String?
    /// Whether the runtime paused a change, and continues if the same change is sent again.
    package let isPaused: Bool
    /// The object that is written instead, such as a stack, if it holds several services.
    package let writtenWith: String?
    /// The ids of its containers, if each is an object of its own.
    package let parts: [String]
    /// Names that are unique on the machine, see ``ObjectName``; if empty, only `name` is.
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

    /// The observation that judges a change of Pinion's: without replicas that it does not touch
    /// (stopped ones beside others that run), and with all images taken as pulled from a registry.
    package var asChanged: ServiceObservation {
        var copy = self
        for index in containers.indices {
            copy.containers[index].replicas = containers[index].leadingReplicas
            copy.containers[index].mayBeLocal = false
        }
        return copy
    }
}

/// A risk in a service's surroundings: something that may change its images.
package struct Risk: Hashable, Sendable {
    /// The kind of risk.
    package let kind: Kind
    /// The container that it concerns; `nil` means all of them.
    package let container: String?
    /// The risk and its remedy, as a clause.
    package let clause: String

    /// The kinds of risks, each reported as the finding of the same name.
    package enum Kind: String, Hashable, Sendable {
        /// The runtime resolves the tag itself, and may fail open.
        case resolutionUnsafe = "resolution-unsafe"
        /// A pipeline deploys the service without git.
        case pipelineBypass = "pipeline-bypass"
        /// The next update of its owner, or a re-creation, would add a container without a digest.
        case templateFloating = "template-floating"
        /// The next update of its owner, or a re-creation, would add a container.
        case templateDiffers = "template-differs"
        /// The runtime does not show whether anything may change the service.
        case unverifiable = "running-unverifiable"
    }

    package init(_ kind: Kind, container: String? = nil, clause: String) {
        (self.kind, self.container, self.clause) = (kind, container, clause)
    }
}

/// One container of a service as its runtime reports it.
package struct ContainerObservation: Hashable, Sendable {
    /// The name; the service's name if it is the only container and has no name of its own.
    package let name: String
    /// The image that a re-creation would use.
    package let template: Surface
    /// The place in the template that names it, as a clause: "the default of the parameter Image".
    package let templateSite: String?
    /// The image that the next update of the owning stack would use; `nil` if nothing owns it.
    package let ownerUpdate: OwnerUpdate?
    /// The image that a restart or replacement would use.
    package let declared: Surface
    /// Further declarations beside `declared` by which instances run or may start.
    package let others: [OtherDeclaration]
    /// The running instances.
    package let instances: Instances
    /// The replicas, if there are several with surfaces of their own; else empty.
    package fileprivate(set) var replicas: [Replica]
    /// Whether its image may have been built on its host, so that no registry has it.
    package fileprivate(set) var mayBeLocal: Bool
    /// Whether its template is only the digest that it was created with: the file or script behind
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

/// The image that a further deployment of a service declares for a container.
package struct OtherDeclaration: Hashable, Sendable {
    /// The deployment, as the start of a sentence: "its ACTIVE deployment of web:3".
    package let origin: String
    package let image: Surface

    package init(_ origin: String, _ image: Surface) { (self.origin, self.image) = (origin, image) }
}

/// The image that the next update of a service's owner (a stack) would set for a container.
package struct OwnerUpdate: Hashable, Sendable {
    /// The owner: "the stack shop-prod".
    package let owner: String
    /// The image that it would set.
    package let image: Surface
    /// The way to change that, up to the image that ends the clause: "set its parameter Image to".
    package let remedy: String

    package init(owner: String, image: Surface, remedy: String) {
        (self.owner, self.image, self.remedy) = (owner, image, remedy)
    }
}

/// The running replicas of one container.
package enum Instances: Hashable, Sendable {
    /// The instances that run; empty if the service is scaled to zero.
    case seen([Instance])
    /// The instances could not be observed.
    case unknown(Obstacle)
}

/// One running copy of a container.
package struct Instance: Hashable, Sendable {
    /// The runtime's id of the instance.
    package let id: String
    /// The manifest digests of its bits, or why they are unknown.
    package let bits: Bits
    /// Whether it is surplus and may still run: its host is cut off, or its service was removed.
    package let isCutOff: Bool

    /// The manifest digests of an instance's bits.
    package enum Bits: Hashable, Sendable {
        /// It runs the image with these digests, the best name first.
        case known([Digest])
        /// The runtime does not report them.
        case unknown(Obstacle)
    }

    package init(id: String, bits: Bits, isCutOff: Bool = false) {
        (self.isCutOff, self.id, self.bits) = (isCutOff, id, bits)
    }
}

/// The reason why something is not known.
package enum Obstacle: Hashable, Sendable, OrderedByText {
    /// The answer does not say; the clause tells why: "the node worker-2 is another engine".
    case notReported(String)
    /// The image was built or loaded where it runs, and no registry is known to have it.
    case builtHere(String)
    /// The question was refused, or not answered.
    case failed(Failure)

    /// Makes the reason for an answer that does not say.
    package init(_ clause: String) { self = .notReported(clause) }

    /// Makes the reason for a question that was refused or not answered.
    package init(asking error: RuntimeError) { self = .failed(Failure(error)) }

    /// Whether the runtime itself refused the question or did not answer.
    package var isRefusal: Bool {
        if case .failed(let failure) = self { failure.reason is RuntimeError } else { false }
    }

    /// The reason as a clause.
    package var description: String {
        switch self {
        case .notReported(let clause), .builtHere(let clause): clause
        case .failed(let failure): failure.description
        }
    }
}

/// The progress of a service's change.
package enum Rollout: Hashable, Sendable {
    /// No change is under way, and all that should run runs.
    case settled
    /// A change is under way; the clause says how far.
    case progressing(String)
    /// The runtime stopped trying; the clause says why.
    case failed(String)
    /// The runtime stopped trying and rolled back to the former declaration; the clause says why.
    case rolledBack(String)

    /// Why it failed; `nil` if it did not.
    package var failure: String? {
        switch self {
        case .settled, .progressing: nil
        case .failed(let reason), .rolledBack(let reason): reason
        }
    }

    /// Whether only instances of the present declaration will run.
    package var isOver: Bool {
        switch self {
        case .settled, .rolledBack: true
        case .progressing, .failed: false
        }
    }
}

/// The author and the time of a service's last change, as the runtime reports them.
package struct Attribution: Hashable, Sendable, CustomStringConvertible {
    /// The person or the program.
    package let who: String
    /// The time, if known.
    package let at: Timestamp?

    package init(who: String, at: Timestamp?) { (self.who, self.at) = (who, at) }

    /// `who, at`.
    package var description: String { at.map { "\(who), \($0)" } ?? who }
}
