import PinionModel
import PinionReading

/// The settings of Kubernetes, which environment files may name but this version cannot reach.
struct KubernetesSettings: RuntimeFormat {
    static let kind = "kubernetes"
    static let keys = ["context", "namespaces", "selector", "id"]
    static let overlapRemedy = "give one of them another scope"

    let entries: [String] = []
    let claimed = "kubernetes"
    let id: String? = nil

    /// Accepts any values: only the keys have been checked.
    init(_ fields: Fields, _ reading: inout FileReading) {}

    var traits: RuntimeTraits {
        var traits = RuntimeTraits()
        traits.isSupported = false
        return traits
    }

    func moved(to machine: String) -> Self { self }

    func overlap(with other: Self) -> ScopeOverlap { .possible }

    func objectName(of name: String) -> String? { nil }
}
