package import PinionModel

/// A fresh environment file: where the environment runs, and whether it applies.
package struct EnvironmentFileText: Hashable, Sendable, CustomStringConvertible {
    /// Where it runs.
    package let runtime: RuntimeBlock
    /// Whether and how it applies.
    package let apply: ApplyMode
    /// The file's text; it reads back as the same runtime and mode, with every other rule at its default.
    package let description: String

    /// Takes what a new file says; `builtHere` are the services whose images no registry has, which it ignores.
    ///
    /// - Throws: ``FilesError/unsupportedRuntime(kind:)``.
    package init(
        runtime: RuntimeBlock, apply: ApplyMode = .never, builtHere: [String] = []
    ) throws(FilesError) {
        self.runtime = runtime
        self.apply = apply
        description = """
            # Where this environment runs, and the rules by which its pins are applied.
            runtime:
              \(runtime.kind): \(try Self.settings(of: runtime))
            # automatic: every run applies the pins. manual: only `pinion reconcile --approve PLAN-HASH`.
            # never: nothing is changed, only reported.
            apply: \(apply.rawValue)
            # To give the environment up, remove its folder and run `pinion retire ENV --reason TEXT`.

            """ + Self.ignoring(builtHere)
    }

    private static func ignoring(_ names: [String]) -> String {
        guard !names.isEmpty else { return "" }
        let list = names.sorted().map { YAMLText($0).description }.joined(separator: ", ")
        return """
            # Not in any registry: built on this host, or deleted since. Push each image, take its name out of this
            # list, and pin it by `pinion adopt`: what is ignored here is not watched.
            untracked: { ignore: [\(list)] }

            """
    }

    /// The file's bytes.
    package var bytes: [UInt8] { Array(description.utf8) }

    private static func settings(of runtime: RuntimeBlock) throws(FilesError) -> String {
        switch runtime {
        case .sandbox(let state): return "{ state: \(YAMLText(state)) }"
        case .docker(let block), .swarm(let block):
            let parts =
                (block.endpoint.map { ["endpoint: \(YAMLText($0))"] } ?? [])
                + [text(of: block.scope)]
                + (block.id.map { ["id: \(YAMLText($0))"] } ?? [])
            return "{ \(parts.joined(separator: ", ")) }"
        case .ecs(let block): return "{ \(ECSText(block).parts.joined(separator: ", ")) }"
        case .unsupported(let kind): throw .unsupportedRuntime(kind: kind)
        }
    }

    private static func text(of scope: EngineScope) -> String {
        switch scope {
        case .project(let name): "project: \(YAMLText(name))"
        case .stack(let name): "stack: \(YAMLText(name))"
        case .label(let label): "label: \(YAMLText(label))"
        case .all: "all: true"
        }
    }
}
