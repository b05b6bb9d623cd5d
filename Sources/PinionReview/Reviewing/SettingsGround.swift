import PinionModel

/// Where a file or folder stands that the base's settings name by its path.
package enum SettingsPlace: Hashable, Sendable {
    /// Outside the working copy: no change can touch it.
    case outside
    /// In the working copy, under this path of the repository.
    case inside(String)
    /// In the working copy, behind a symbolic link: nobody can tell which path a change would have to touch.
    case behindLink
}

/// What of the base's settings lies in the working copy, where the head is checked out.
///
/// Of the head nothing counts but its pins: what the change touches is not read.
struct SettingsGround: Sendable {
    let paths: [String]
    let place: @Sendable (String) -> SettingsPlace

    /// Why what stands under a path of the settings cannot be used; nil where it can.
    func reason(against path: String, by use: String) -> String? {
        switch place(path) {
        case .outside: return nil
        case .behindLink:
            return
                "\(path), \(use), is behind a symbolic link; let pinion.yaml name where it really is"
        case .inside(let place):
            let touched = paths.filter { Self.overlaps($0, place) }.min()
            return touched.map {
                "the change touches \($0), \(use); bring that in by a change of its own"
            }
        }
    }

    /// Whether one is the other, or a folder around it.
    private static func overlaps(_ one: String, _ other: String) -> Bool {
        one == other || one.hasPrefix(other + "/") || other.hasPrefix(one + "/")
    }
}
