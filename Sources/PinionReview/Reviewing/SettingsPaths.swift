import PinionModel

/// The location of a file or folder that the base's settings name by its path.
package enum SettingsLocation: Hashable, Sendable {
    /// Outside the working copy: no change can touch it.
    case outside
    /// In the working copy, under this path of the repository.
    case inside(String)
    /// In the working copy, behind a symbolic link: the path that a change would touch is unknown.
    case behindLink
}

/// The files that the base's settings name, some perhaps in the working copy, which has the head.
///
/// Only the head's pins are judged: no other file that the change touches is used.
struct SettingsPaths {
    /// The paths that the change touches.
    let touched: [String]
    let location: (String) -> SettingsLocation

    /// Returns why the file at a path of the settings cannot be used; `nil` if it can.
    func reason(against path: String, by use: String) -> String? {
        switch location(path) {
        case .outside: return nil
        case .behindLink:
            return
                "\(path), \(use), is behind a symbolic link; let pinion.yaml name where it really "
                + "is"
        case .inside(let place):
            return touched.filter { Self.overlaps($0, place) }.min().map {
                "the change touches \($0), \(use); bring that in by a change of its own"
            }
        }
    }

    /// Whether one path is the other, or a folder around it.
    private static func overlaps(_ one: String, _ other: String) -> Bool {
        one == other || one.hasPrefix(other + "/") || other.hasPrefix(one + "/")
    }
}
