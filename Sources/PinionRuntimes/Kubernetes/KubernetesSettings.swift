package import PinionModel
package import PinionReading

/// A kind that environment files may name, and that this version cannot reach yet.
package struct KubernetesSettings: RuntimeFormat {
    package static let kind = "kubernetes"
    package static let keys = ["context", "namespaces", "selector", "id"]
    package static let overlapRemedy = "give one of them another scope"

    package let entries: [String] = []
    package let claimed = "kubernetes"
    package let id: String? = nil

    /// Only the keys are looked at: the values mean nothing yet.
    package init(_ fields: Fields, _ reading: inout FileReading) {}

    package var traits: RuntimeTraits {
        var traits = RuntimeTraits()
        traits.isSupported = false
        return traits
    }

    package func moved(to machine: String) -> Self { self }

    package func overlap(with other: Self) -> ScopeOverlap { .possible }

    package func objectName(of name: String) -> String? { nil }
}
