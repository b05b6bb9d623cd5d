import PinionModel
import PinionReading
import PinionSyntax

extension FileReading {
    /// An image reference with a digest.
    mutating func pinnedImage(_ node: YAMLNode, as key: String) -> PinnedImage? {
        let want = "registry/repository:tag@sha256:…"
        guard let value = formed(node, as: key, want: want) else { return nil }
        do throws(ImageReference.Malformed) {
            let reference = try ImageReference(parsing: value)
            if let image = PinnedImage(reference) { return image }
            refuse(
                node, "\(QuotedText(value)) has no digest",
                "add the digest that you approve: \(value)@sha256:…")
        } catch {
            refuse(node, "\(QuotedText(value)): \(error.problem)", error.remedy ?? "write \(want)")
        }
        return nil
    }

    /// A digest.
    mutating func digest(_ node: YAMLNode, as key: String) -> Digest? {
        let want = "sha256: and 64 hexadecimal digits"
        guard let value = formed(node, as: key, want: want) else { return nil }
        do throws(Digest.Malformed) {
            return try Digest(parsing: value)
        } catch {
            refuse(node, "\(QuotedText(value)): \(error.problem)", error.remedy ?? "write \(want)")
            return nil
        }
    }

    /// A tag's name.
    mutating func tag(_ node: YAMLNode, as key: String) -> ImageReference.Tag? {
        guard let value = text(node, as: key, want: "a tag's name") else { return nil }
        do throws(ImageReference.Malformed) {
            return try ImageReference.Tag(parsing: value)
        } catch {
            refuse(
                node, "`\(key)` is \(QuotedText(value)), which is no tag",
                "use up to 128 letters, digits, _ . or -, not starting with . or -")
            return nil
        }
    }
}
