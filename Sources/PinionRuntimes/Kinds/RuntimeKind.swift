package import PinionModel
package import PinionReading
import PinionSyntax

/// A kind of runtime that this version supports, as the settings of one environment.
///
/// All code that is specific to a kind is in its folder.
package protocol RuntimeKind: RuntimeFormat {
    /// The options of `init` for this kind.
    static var setup: RuntimeSetup { get }

    /// Makes settings from the options of `init`; `id` is the machine's, once it is known.
    init(_ answers: SetupAnswers, id: String?)

    /// Returns the same settings for the machine in use now, without an id.
    ///
    /// `endpoint` is that machine's; `nil` requires that the settings' own endpoint means it here.
    func copied(to endpoint: String?) throws(CopyRefusal) -> Self

    /// Makes the runtime of the settings; sends no request yet.
    func runtime(in context: RuntimeContext) async throws -> any Runtime
}

extension RuntimeKind {
    /// Throws by default: a kind whose machines each need settings of their own is not copied.
    package func copied(to endpoint: String?) throws(CopyRefusal) -> Self { throw .ofThisKind }
}

/// The reason why the settings of another environment cannot be copied for this machine.
package enum CopyRefusal: Error, Hashable, Sendable {
    /// The settings mean the same machine from every host, so another endpoint must be named.
    case withoutEndpoint
    /// The settings of this kind are valid for one machine only.
    case ofThisKind
}

extension ServiceSelection {
    /// Whether all services in scope are observed, and not only those of a change.
    var isWhole: Bool { if case .inScope = self { true } else { false } }

    /// Whether a service is observed if it is in scope.
    func covers(_ name: String) -> Bool {
        switch self {
        case .inScope: true
        case .only(let names): names.contains(name)
        }
    }

    /// Whether a service is selected by its name or has a pin.
    func names(_ name: String) -> Bool {
        switch self {
        case .inScope(let pinned): pinned.contains(name)
        case .only(let names): names.contains(name)
        }
    }
}

extension Instance {
    /// Makes an instance whose image is unknown; the clause says why.
    init(id: String, unknown clause: String, isCutOff: Bool = false) {
        self.init(id: id, bits: .unknown(Obstacle(clause)), isCutOff: isCutOff)
    }
}

extension FileReading {
    /// Reads `all`, which must be true.
    mutating func all(_ node: YAMLNode) -> Bool {
        guard let isAll = truth(node, as: "all") else { return false }
        if !isAll {
            refuse(node, "`all` is false", "write all: true, or name another scope in its place")
        }
        return isAll
    }
}

/// All kinds that an environment file may name, in the order of the documentation.
package enum RuntimeKinds {
    /// The list of the kinds; a new kind is added here.
    package static let all: [any RuntimeFormat.Type] = [
        SandboxSettings.self,
        DockerSettings.self,
        SwarmSettings.self,
        KubernetesSettings.self,
        ECSSettings.self,
    ]
}
