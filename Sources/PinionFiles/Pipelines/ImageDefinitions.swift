package import PinionModel
import PinionReading
package import PinionSites
import PinionSyntax

/// The images of one ECS service as CodePipeline passes them on.
///
/// `[{"name": CONTAINER, "imageUri": IMAGE}]`: a list of objects with these two keys, at most 100
/// KB ("Image definitions file reference", CodePipeline User Guide).
package struct ImageDefinitions: Hashable, Sendable {
    /// The containers, in the order of the file.
    package let entries: [Entry]
    /// The file's name in messages.
    package let path: String

    /// The maximum size of a file, in bytes.
    package static let mostBytes = 100 * 1_024

    /// One container with its image.
    package struct Entry: Hashable, Sendable {
        /// The container's name.
        package let name: String
        /// The image: with a tag, a digest, or both.
        package let image: ImageReference
        /// The place where the image is written.
        package let site: ImageSite
        /// The place of the entry.
        package let position: FilePosition
    }

    /// Reads a file; `path` is its name in messages.
    ///
    /// - Throws: all its mistakes, each with its place.
    package init(parsing bytes: [UInt8], named path: String) throws(FileMistakes) {
        let root: JSONNode
        do throws(SyntaxError) {
            root = try JSONNode(parsing: bytes, named: path, maximumSize: Self.mostBytes)
        } catch {
            throw FileMistakes(error)
        }
        var reading = FileReading(path: path)
        let entries = reading.imageDefinitions(root)
        guard reading.mistakes.isEmpty else { throw FileMistakes(reading.mistakes) }
        (self.entries, self.path) = (entries, path)
    }

    /// Returns a service's pins as one line: containers in order, images without tags, as for ECS.
    ///
    /// A service in the short form uses its key as the container's name.
    package static func text(of service: Service) -> String {
        let entries = service.pins.map { pin -> JSONText in
            let name = pin.container ?? service.name.description
            return [
                "name": .string(name),
                "imageUri": .string("\(pin.image.repository)@\(pin.image.digest)"),
            ]
        }
        return JSONText.array(entries).description + "\n"
    }
}

extension FileReading {
    private static let keys = ["name", "imageUri"]
    private static let want =
        #"a list such as [{"name": "web", "imageUri": "registry/web@sha256:…"}]"#

    fileprivate mutating func imageDefinitions(_ root: JSONNode) -> [ImageDefinitions.Entry] {
        guard let elements = root.array, !elements.isEmpty else {
            refuse(root, "the file is no list of images", "write \(Self.want)")
            return []
        }
        var entries: [ImageDefinitions.Entry] = []
        for element in elements {
            guard let entry = entry(element) else { continue }
            if let twin = entries.first(where: { $0.name == entry.name }) {
                refuse(
                    element,
                    "the container \(QuotedText(entry.name)) stands twice, also at "
                        + "\(twin.position)",
                    "name one image for it")
            }
            entries.append(entry)
        }
        return entries
    }

    private mutating func entry(_ node: JSONNode) -> ImageDefinitions.Entry? {
        guard let members = node.members else {
            refuse(node, "the entry is no object", #"write {"name": …, "imageUri": …}"#)
            return nil
        }
        for member in members where !Self.keys.contains(member.key) {
            refuse(
                at: FilePosition(path, node.position(at: member.keyRange.lowerBound)),
                "unknown key \(QuotedText(member.key))",
                nearest(to: member.key, among: Self.keys).map { "did you mean `\($0)`?" }
                    ?? "the keys here are \(listed(Self.keys, "and"))")
        }
        let name = text("name", of: node)
        let image = text("imageUri", of: node).flatMap { self.image($0) }
        guard let name, let image else { return nil }
        return ImageDefinitions.Entry(
            name: name.text, image: image.reference,
            site: ImageSite(image.scalar, container: name.text, reference: image.reference),
            position: FilePosition(path, node.position))
    }

    private mutating func text(_ key: String, of node: JSONNode) -> ImageSite.Scalar? {
        guard let value = node[key] else {
            refuse(node, "the entry has no `\(key)`", "add it")
            return nil
        }
        guard let text = value.string, !text.isEmpty else {
            refuse(value, "`\(key)` is no text", "write a text that is not empty")
            return nil
        }
        return ImageSite.Scalar(value)
    }

    private mutating func image(
        _ scalar: ImageSite.Scalar
    ) -> (scalar: ImageSite.Scalar, reference: ImageReference)? {
        let shown = "`imageUri` is \(QuotedText(scalar.text))"
        do throws(ImageReference.Malformed) {
            let reference = try ImageReference(parsing: scalar.text)
            if reference.tag != nil || reference.digest != nil { return (scalar, reference) }
            refuse(
                at: FilePosition(path, scalar.position),
                "\(shown), which names neither tag nor digest",
                "end it with :TAG or @DIGEST")
        } catch {
            refuse(
                at: FilePosition(path, scalar.position), "\(shown): \(error)",
                "write an image's reference")
        }
        return nil
    }

    private mutating func refuse(_ node: JSONNode, _ problem: String, _ remedy: String) {
        refuse(at: FilePosition(path, node.position), problem, remedy)
    }
}
