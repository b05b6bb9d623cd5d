package import PinionModel
package import PinionReading

/// A kind of runtime that this version reaches: the settings of one environment, and what is made of them.
///
/// Everything that is special to a kind stands in its folder.
package protocol RuntimeKind: RuntimeFormat {
    /// What `init` asks for.
    static var setup: RuntimeSetup { get }

    /// Settings from the answers to what `init` asks; `id` is the machine's, once that is known.
    init(_ answers: SetupAnswers, id: String?)

    /// The same for the machine that is asked now, before its id is known.
    ///
    /// `endpoint` says how that machine is reached; nil where the same words mean it here.
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
