package import PinionModel

/// The commit that brought an image to a pin, within the versions that were read.
package struct PinOrigin: Hashable, Sendable {
    /// The commit.
    package let revision: Revision
    /// Whether an older version without the image was seen, or the beginning of the file.
    package let isExact: Bool

    /// Finds the commit among the versions of the pin's file, newest first: the oldest one since
    /// which every version names the image; `nil` if the newest does not.
    ///
    /// `isWhole` says whether there is no older version than the last one.
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
