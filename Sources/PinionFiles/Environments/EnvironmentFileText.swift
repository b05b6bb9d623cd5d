package import PinionModel
package import PinionReading

/// A new environment file: where the environment runs, and whether its pins are applied.
package struct EnvironmentFileText: Sendable, CustomStringConvertible {
    /// The file's text; it reads back as this runtime and mode, with defaults for the rest.
    package let description: String

    /// Makes a new file, which ignores the services whose images no registry has (`builtHere`).
    package init(runtime: any RuntimeFormat, apply: ApplyMode = .never, builtHere: [String] = []) {
        description = """
            # Where this environment runs, and the rules by which its pins are applied.
            runtime:
              \(runtime.kind): { \(runtime.entries.joined(separator: ", ")) }
            # automatic: every run applies the pins. manual: only `pinion reconcile \
            --approve PLAN-HASH`.
            # never: nothing is changed, only reported.
            apply: \(apply.rawValue)
            # To give the environment up, remove its folder and run `pinion retire ENV \
            --reason TEXT`.

            """ + Self.ignoring(builtHere)
    }

    private static func ignoring(_ names: [String]) -> String {
        guard !names.isEmpty else { return "" }
        let list = names.sorted().map { YAMLText($0).description }.joined(separator: ", ")
        return """
            # Not in any registry: built on this host, or deleted since. Push each image, take its \
            name out of this
            # list, and pin it by `pinion adopt`: what is ignored here is not watched.
            untracked: { ignore: [\(list)] }

            """
    }

    /// The file's bytes.
    package var bytes: [UInt8] { Array(description.utf8) }
}
