import PinionModel

/// The scope of a change, derived from the paths that differ: only such files are read.
package struct ReviewScope: Hashable, Sendable {
    /// The folders of the environments that it touches, ordered.
    package let folders: [String]
    /// Whether `pinion.yaml` differs.
    package let changesSettings: Bool
    /// Whether a rule, a runtime or the set of environments may differ.
    ///
    /// Then environments that the change does not touch may clash, and all of them are read.
    package let isStructural: Bool

    /// Derives the scope from the paths that differ; `root` is the base's environments folder,
    /// `settings` the path of the project's settings.
    package init(_ paths: [String], root: String, settings: String) {
        let stem = settings.prefix { $0 != "." }
        changesSettings = paths.contains { $0 == settings || $0 == "\(stem).yml" }
        let hidden = paths.contains { $0 == root || root.hasPrefix($0 + "/") }
        let inside = paths.filter { $0.hasPrefix(root + "/") }.map { $0.dropFirst(root.count + 1) }
        folders = Set(inside.map { String($0.prefix { $0 != "/" }) }).sorted()
        let decisive = ["environment.yaml", "environment.yml"]
        isStructural =
            hidden
            || inside.contains { path in
                let parts = path.split(separator: "/")
                return parts.count == 1
                    || decisive.contains { parts.last?.elementsEqual($0) == true }
            }
    }
}
