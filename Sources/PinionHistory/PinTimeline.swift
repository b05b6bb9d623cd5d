package import PinionModel

/// The commits that brought digests to the pins files of an environment.
///
/// A commit brings a digest if its version of a file names it, as a pin or in a hold, and the
/// version before does not.
package struct PinTimeline: Hashable, Sendable {
    /// The commits that brought a digest, newest first.
    private var commits: [Digest: [Revision]] = [:]

    /// Reads the versions of one or more files, each newest first.
    ///
    /// A digest in the oldest version that was read may have come earlier, and counts only if that
    /// is the file's first version.
    package init(_ files: [(versions: [FileVersion], isWhole: Bool)]) {
        for file in files {
            let named = file.versions.map { Self.digests(in: $0.file?.contents ?? []) }
            for (index, version) in file.versions.enumerated() {
                let isLast = index + 1 == named.count
                guard !isLast || file.isWhole else { continue }
                let before = isLast ? [] : named[index + 1]
                for digest in named[index].subtracting(before) {
                    commits[digest, default: []].append(version.revision)
                }
            }
        }
    }

    /// Returns the newest commit that brought a digest before a moment; `nil` if none is known.
    package func origin(of digest: Digest, before moment: Timestamp) -> Revision? {
        commits[digest]?.filter { $0.authored <= moment }.max { $0.authored < $1.authored }
    }

    /// Finds every `sha256:` with 64 digits.
    private static func digests(in contents: [UInt8]) -> Set<Digest> {
        let mark = Array("sha256:".utf8)
        var digests: Set<Digest> = []
        var rest = contents[...]
        while let start = rest.firstIndex(of: mark[0]) {
            rest = rest[start...]
            guard rest.starts(with: mark) else {
                rest = rest.dropFirst()
                continue
            }
            // Text that is no digest is skipped.
            if let digest = try? Digest(bytes: rest.prefix(mark.count + 64)) {
                digests.insert(digest)
            }
            rest = rest.dropFirst(mark.count)
        }
        return digests
    }
}
