package import PinionModel

/// The commit that brought an image to a pin, as far back as was looked.
package struct PinOrigin: Hashable, Sendable {
    /// The commit.
    package let revision: Revision
    /// Whether an older version of the file without the image was seen, or the file's beginning.
    package let isExact: Bool

    /// Finds it among the versions of the pin's file, newest first: the oldest of those that name the image without a
    /// break, from the newest on; nil where the newest does not.
    ///
    /// - Parameters:
    ///   - versions: The versions along the first parents, as ``History/versions(of:at:limit:)`` gives them.
    ///   - isWhole: Whether there is no older version than the last one.
    ///   - names: Whether a version names the image.
    package init?(
        in versions: [FileVersion], isWhole: Bool, naming names: (RepositoryFile) -> Bool
    ) {
        var found: Revision?
        for version in versions {
            guard let file = version.file, names(file) else {
                guard let found else { return nil }
                self.init(revision: found, isExact: true)
                return
            }
            found = version.revision
        }
        guard let found else { return nil }
        self.init(revision: found, isExact: isWhole)
    }

    private init(revision: Revision, isExact: Bool) {
        (self.revision, self.isExact) = (revision, isExact)
    }
}
