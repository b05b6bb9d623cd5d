package import PinionModel
package import PinionSyntax

extension ImageSite {
    /// Returns the edit after which the place names another image; `nil` if it already does.
    ///
    /// - Throws: the reason why no text at this place can name it.
    package func edit(naming image: PinnedImage) throws(SyntaxError) -> Edit? {
        guard let text = text(naming: image) else {
            throw error(
                "what is written here does not decide the whole image",
                "write the image with its digest as one text")
        }
        return try edit(writing: text)
    }

    /// Returns the edit that writes a reference or a part of one at the place; `nil` if it is
    /// there.
    ///
    /// In a reference, only an `@` at the start of a plain text must be quoted, in YAML or JSON.
    /// - Throws: the reason why the text there cannot be replaced in place.
    package func edit(writing text: String) throws(SyntaxError) -> Edit? {
        guard text != scalar.text else { return nil }
        guard let bytes = scalar.bytes else {
            throw error(
                "the value is written as a block of several lines and cannot be replaced in place",
                "write it on one line, plain, in quotes or behind >-")
        }
        guard text.first != "@" else {
            throw error("the value would start with an @", "write it by hand, in quotes")
        }
        return Edit(range: bytes, replacement: Array(text.utf8))
    }

    /// Returns the text for an image, including its tag; the repository stays as it is written.
    private func text(naming image: PinnedImage) -> String? {
        guard composition == .whole else {
            return composition.text(naming: image, insteadOf: reference)
        }
        if let reference, PinnedImage(reference) == image { return scalar.text }
        let repository =
            reference?.repository == image.repository
            ? String(writtenRepository) : image.repository.description
        return repository + (image.tag.map { ":\($0)" } ?? "") + "@\(image.digest)"
    }

    /// The written text before the tag and the digest.
    private var writtenRepository: Substring {
        let name = scalar.text.prefix { $0 != "@" }
        guard let colon = name.lastIndex(of: ":"), !name[colon...].contains("/") else {
            return name
        }
        return name[..<colon]
    }

    private func error(_ problem: String, _ remedy: String) -> SyntaxError {
        SyntaxError(
            path: scalar.path,
            problems: [SyntaxProblem(position: scalar.position, problem: problem, remedy: remedy)])
    }
}

extension ImageSite.Composition {
    /// Returns the text for an image by its digest only; `nil` if no text there can name it,
    /// because the place is closed, or the rest of the reference names another repository.
    package func text(naming image: PinnedImage, insteadOf reference: ImageReference?) -> String? {
        switch self {
        case .whole: return "\(image.repository)@\(image.digest)"
        case .digest:
            return reference?.repository == image.repository ? image.digest.description : nil
        case .rest(let prefix):
            return [image.repository.description, image.repository.familiar]
                .map { "\($0)@\(image.digest)" }
                .first { $0.hasPrefix(prefix) && $0 != prefix }
                .map { String($0.dropFirst(prefix.count)) }
        case .end, .closed:
            return nil
        }
    }
}
