import PinionModel

extension ECSScope {
    /// Whether a name may belong to the scope, as far as names tell.
    package func admits(name: String) -> Bool {
        switch self {
        case .services(let patterns): patterns.contains { $0.matches(name) }
        case .tag, .all: true
        }
    }

    /// Why a service is outside the scope; nil where it is inside.
    package func exclusion(name: String, tags: [String: String]) -> String? {
        switch self {
        case .services(let patterns):
            patterns.contains { $0.matches(name) }
                ? nil : "the service \(name) matches none of the names in scope"
        case .tag(let tag):
            EngineLabel.isCarried(tag, by: tags)
                ? nil : "the service \(name) does not carry the tag \(tag)"
        case .all: nil
        }
    }
}
