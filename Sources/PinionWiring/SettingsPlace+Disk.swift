import Glibc
import PinionReview

extension SettingsPlace {
    /// Finds out where on this disk a path of the settings leads, from a working copy's root.
    init(of path: String, in root: String) {
        let isAbsolute = path.hasPrefix("/")
        guard let root = Self.resolved(root),
            let real = Self.resolved(isAbsolute ? path : "\(root)/\(path)")
        else {
            // A missing file cannot be read, and a change that removed it has touched it.
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

    /// The path without links; nil where there is no such file.
    private static func resolved(_ path: String) -> String? {
        guard let real = realpath(path, nil) else { return nil }
        defer { free(real) }
        return String(cString: real)
    }
}
