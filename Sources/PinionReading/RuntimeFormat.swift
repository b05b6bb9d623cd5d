package import PinionModel
package import PinionSyntax

/// A runtime's settings in `environment.yaml`: their keys, their mistakes and their text.
package protocol RuntimeFormat: RuntimeSettings {
    /// The keys of the kind's mapping, in the order of the documentation.
    static var keys: [String] { get }
    /// The advice if two environments claim the same objects.
    static var overlapRemedy: String { get }
    /// The entries of the kind's mapping in a new file, such as `stack: shop`.
    var entries: [String] { get }
    /// The objects in scope and their runtime, in words.
    var claimed: String { get }

    /// Reads the settings from a mapping; `nil` if it noted a mistake instead.
    init?(_ fields: Fields, _ reading: inout FileReading)
}

extension FileReading {
    /// Reads the runtime of an environment file: exactly one of the known kinds.
    package mutating func runtime(
        _ node: YAMLNode, of kinds: [any RuntimeFormat.Type]
    ) -> (any RuntimeFormat)? {
        let names = kinds.map { $0.kind }
        guard let known = fields(of: node, as: "runtime", "in `runtime`", known: names),
            let entry = exactlyOne(of: names, in: known, as: "runtime"),
            let kind = kinds.first(where: { $0.kind == entry.name }),
            let fields = fields(
                of: entry.value, as: entry.name, "in `\(entry.name)`", known: kind.keys)
        else { return nil }
        return kind.init(fields, &self)
    }
}
