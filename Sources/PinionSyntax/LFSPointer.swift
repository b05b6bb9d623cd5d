/// The text that Git LFS commits in place of a file that it keeps elsewhere.
///
/// Git LFS Specification, "The Pointer": UTF-8, shorter than 1024 bytes, and its first line is
/// `version` with one of two addresses, the second of which is from before the first release.
enum LFSPointer {
    private static let starts = [
        "version https://git-lfs.github.com/spec/v1", "version https://hawser.github.com/spec/v1",
    ]

    /// Returns the error for a pointer where a file is expected; `nil` for any other text.
    static func error(for bytes: [UInt8], named path: String) -> SyntaxError? {
        guard bytes.count < 1024,
            starts.contains(where: { start in
                bytes.starts(with: start.utf8)
                    && bytes.dropFirst(start.utf8.count).first.map(Byte.isSpace) == true
            })
        else { return nil }
        return SyntaxError(
            path: path, Position(line: 1, column: 1, offset: 0),
            "this is the pointer of Git LFS to the file, and not the file",
            "commit the file itself: take it out of Git LFS in .gitattributes (`git lfs untrack`), "
                + "then `git add --renormalize` it; a copy on disk is there after `git lfs pull`")
    }
}
