package import PinionModel
package import PinionReading
import PinionSyntax

/// A kind of runtime that this version reaches, as the settings of one environment.
///
/// Everything that is special to a kind stands in its folder.
package protocol RuntimeKind: RuntimeFormat {
    /// What `init` asks for.
    static var setup: RuntimeSetup { get }

    /// Settings from the answers to what `init` asks; `id` is the machine's, once that is known.
    init(_ answers: SetupAnswers, id: String?)

    /// The same for the machine that is asked now, before its id is known.
    ///
    /// `endpoint` says how that machine is reached; nil if the same words mean it here.
    func copied(to endpoint: String?) throws(NotCopied) -> Self

    /// The runtime that they describe; asks nothing yet.
    func runtime(in context: RuntimeContext) async throws -> any Runtime
}

extension RuntimeKind {
    /// One of its own for each machine is written by `init`, not copied.
    package func copied(to endpoint: String?) throws(NotCopied) -> Self { throw .ofThisKind }
}

/// Why settings of another environment mean nothing for the machine that is asked.
package enum NotCopied: Error, Hashable, Sendable {
    /// They mean the same machine from everywhere, until another endpoint is named.
    case withoutEndpoint
    /// Those of this kind hold for one machine.
    case ofThisKind
}

extension ServiceSelection {
    /// Whether everything in scope is looked at; else a change of a few is watched.
    var isWhole: Bool { if case .inScope = self { true } else { false } }

    /// Whether a service is looked at if it is in scope.
    func covers(_ name: String) -> Bool {
        switch self {
        case .inScope: true
        case .only(let names): names.contains(name)
        }
    }

    /// Whether a service is asked for by its name, or pinned.
    func names(_ name: String) -> Bool {
        switch self {
        case .inScope(let pinned): pinned.contains(name)
        case .only(let names): names.contains(name)
        }
    }
}

extension Instance {
    /// An instance that may run anything; the clause says why.
    init(id: String, unknown clause: String, isCutOff: Bool = false) {
        self.init(id: id, bits: .unknown(Obstacle(clause)), isCutOff: isCutOff)
    }
}

extension FileReading {
    /// Whether `all` says true, the only thing that it can say.
    mutating func all(_ node: YAMLNode) -> Bool {
        guard let isAll = truth(node, as: "all") else { return false }
        if !isAll {
            refuse(node, "`all` is false", "write all: true, or name another scope in its place")
        }
        return isAll
    }
}

/// Every kind that an environment file may name, in the order of the documentation.
package enum RuntimeKinds {
    /// A new kind is a line here.
    package static let all: [any RuntimeFormat.Type] = [
        SandboxSettings.self,
        DockerSettings.self,
        SwarmSettings.self,
        KubernetesSettings.self,
        ECSSettings.self,
    ]
}
