import Glibc
import PinionReview

extension SettingsLocation {
    /// Determines where a path in the settings leads on this disk, from a working copy's root.
    init(of path: String, in root: String) {
        let isAbsolute = path.hasPrefix("/")
        guard let root = Self.resolved(root),
            let real = Self.resolved(isAbsolute ? path : "\(root)/\(path)")
        else {
            // A missing file cannot be read; a change that removed it touched it.
            self = isAbsolute ? .outside : .inside(path)
            return
        }
        guard !isAbsolute else {
            let isInside = real.hasPrefix(root + "/")
            self = isInside ? .inside(String(real.dropFirst(root.count + 1))) : .outside
            return
        }
        self = real == "\(root)/\(path)" ? .inside(path) : .behindLink
    }

    /// Returns the path without links; `nil` if there is no such file.
    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
