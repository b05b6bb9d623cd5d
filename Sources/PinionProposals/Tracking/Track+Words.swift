package import PinionModel

extension Track {
    /// The rule in words: `semver ^1.8`.
    package var words: String {
        switch self {
        case .versions(let range, _): "versions \(range)"
        case .semver(let range): "semver \(range)"
        case .regex(let pattern, _): "regex \(pattern)"
        case .tag(let tag): "tag \(tag)"
        }
    }
}
