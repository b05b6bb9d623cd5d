package import PinionModel
package import PinionReading
import PinionSyntax

/// The settings of the embedded orchestrator, whose state is a file of the working copy.
package struct SandboxSettings: RuntimeKind {
    package static let kind = "sandbox"
    package static let keys = ["state"]
    package static let overlapRemedy = "give one of them another `state`"
    package static let setup = RuntimeSetup(
        SetupOption("sandbox", "file", help: "The embedded sandbox with this state file."))

    /// The path of the state file, relative to the repository.
    package let state: String
    /// The path's names, by which all environments are compared in pairs.
    private let names: [Substring]

    package init(state: String) {
        self.state = state
        names = state.split(separator: "/").filter { $0 != "." }
    }

    /// Reads the settings; the path must stay inside the repository.
    package init?(_ fields: Fields, _ reading: inout FileReading) {
        let want = "the path of its state file, such as .pinion/sandbox.json"
        guard let node = reading.required("state", in: fields, as: Self.kind, want: want),
            let path = reading.relativePath(node, as: "state", want: want)
        else { return nil }
        self.init(state: path)
    }

    package init(_ answers: SetupAnswers, id: String?) {
        self.init(state: answers["sandbox"] ?? "")
    }

    package var entries: [String] { ["state: \(YAMLText(state))"] }

    package var claimed: String { "the sandbox \(state)" }

    /// `nil`, because a sandbox belongs to the repository that holds its file.
    package var id: String? { nil }

    package var traits: RuntimeTraits {
        var traits = RuntimeTraits()
        traits.hasMachine = false
        traits.stateFile = state
        return traits
    }

    package func moved(to machine: String) -> Self { self }

    package func overlap(with other: Self) -> ScopeOverlap {
        if state == other.state { return .certain }
        return names == other.names ? .possible : .none
    }

    package func objectName(of name: String) -> String? { nil }

    package func runtime(in context: RuntimeContext) throws -> any Runtime {
        SandboxRuntime(
            path: try context.path(state, for: "a sandbox"), registry: context.registry,
            clock: context.clock)
    }
}
