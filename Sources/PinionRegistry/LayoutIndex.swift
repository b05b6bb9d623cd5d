import PinionModel
import PinionSyntax

/// The entries of a layout's `index.json`, and the edits that name an image in it.
struct LayoutIndex: Sendable {
    struct Entry: Sendable {
        let name: Name
        let digest: Digest
        /// The position among all entries.
        let position: Int

        /// Returns the tag that the entry gives an image of a repository.
        func tag(in repository: ImageReference.Repository) -> ImageReference.Tag? {
            switch name {
            case .anywhere(let tag): tag
            case .reference(let reference): reference.repository == repository ? reference.tag : nil
            }
        }
    }

    enum Name: Hashable, Sendable {
        case reference(ImageReference)
        /// A tag that is valid in every repository.
        case anywhere(ImageReference.Tag)
    }

    struct Fault: Error { let reason: String }

    private static let refName = "org.opencontainers.image.ref.name"
    private static let containerdName = "io.containerd.image.name"

    /// The entries with names, in order.
    let entries: [Entry]
    private let bytes: [UInt8]
    private let path: String

    /// Reads an index; entries without a name are ignored.
    init(parsing bytes: [UInt8], named path: String) throws(Fault) {
        (self.bytes, self.path) = (bytes, path)
        var entries: [Entry] = []
        for (position, node) in try Self.manifests(of: bytes, path).enumerated() {
            guard let name = try Self.name(of: node, path) else { continue }
            guard let text = node["digest"]?.string, let digest = try? Digest(parsing: text) else {
                throw Fault(reason: "\(path) has an entry without a sha256 digest")
            }
            guard entries.allSatisfy({ $0.name != name || $0.digest == digest }) else {
                throw Fault(reason: "\(path) gives one name to two images: entry \(position + 1)")
            }
            entries.append(Entry(name: name, digest: digest, position: position))
        }
        self.entries = entries
    }

    /// Returns the entry for a tag: one with the whole reference goes before one with only the tag.
    func entry(of reference: ImageReference) -> Entry? {
        entries.first { $0.name == .reference(reference) }
            ?? reference.tag.flatMap { tag in entries.first { $0.name == .anywhere(tag) } }
    }

    /// Returns the index with a reference set to a digest; other entries keep every byte.
    func naming(
        _ reference: ImageReference, digest: Digest, mediaType: MediaType, size: Int
    ) throws(RegistryError) -> [UInt8] {
        let values: [(String, JSONText)] = [
            ("mediaType", .string(mediaType.rawValue)), ("digest", .string(digest.description)),
            ("size", JSONText(integerLiteral: size)),
        ]
        do {
            guard let entry = entries.first(where: { $0.name == .reference(reference) }) else {
                let annotations: JSONText = .object([
                    .init(Self.refName, .string(reference.description))
                ])
                let members = values + [("annotations", annotations)]
                return try adding(.object(members.map { JSONText.Member($0.0, $0.1) }))
            }
            return try moving(entry, to: values)
        } catch {
            throw .malformed(reference, reason: "cannot edit \(path): \(error)")
        }
    }

    private func adding(_ entry: JSONText) throws -> [UInt8] {
        let root = try JSONNode(parsing: bytes, named: path)
        guard let list = root["manifests"], let elements = list.array else {
            let edit = try Edit.inserting(member: "manifests", .array([entry]), into: root)
            return try bytes.applying([edit], named: path)
        }
        let end = elements.last?.range.upperBound ?? list.range.upperBound - 1
        let comma: [UInt8] = elements.isEmpty ? [] : [UInt8(ascii: ",")]
        let edit = Edit(range: end..<end, replacement: comma + entry.bytes())
        return try bytes.applying([edit], named: path)
    }

    /// Sets the members that describe a descriptor's target, and removes those of the former one.
    private func moving(_ entry: Entry, to values: [(String, JSONText)]) throws -> [UInt8] {
        var bytes = bytes
        for (key, value) in values {
            let node = try Self.manifests(of: bytes, path)[entry.position]
            let edit =
                node[key] == nil
                ? try Edit.inserting(member: key, value, into: node)
                : try Edit.replacing(member: key, of: node, with: value)
            bytes = try bytes.applying([edit], named: path)
        }
        for key in ["platform", "artifactType", "data", "urls"] {
            let node = try Self.manifests(of: bytes, path)[entry.position]
            guard node[key] != nil else { continue }
            bytes = try bytes.applying([Edit.removing(member: key, from: node)], named: path)
        }
        return bytes
    }

    private static func manifests(of bytes: [UInt8], _ path: String) throws(Fault) -> [JSONNode] {
        let root: JSONNode
        do { root = try JSONNode(parsing: bytes, named: path) } catch {
            throw Fault(reason: error.description)
        }
        guard let list = root["manifests"] else { return [] }
        guard let nodes = list.array else {
            throw Fault(reason: "`manifests` of \(path) is not a list")
        }
        return nodes
    }

    /// Reads the name of an entry; containerd adds the whole reference to the tag.
    private static func name(of node: JSONNode, _ path: String) throws(Fault) -> Name? {
        let annotations = node["annotations"]
        guard let text = annotations?[containerdName]?.string ?? annotations?[refName]?.string
        else { return nil }
        guard text.contains(":") || text.contains("/") else {
            guard let tag = try? ImageReference.Tag(parsing: text) else {
                throw Fault(reason: "\(path) has an entry named `\(text)`, which is no tag")
            }
            return .anywhere(tag)
        }
        do {
            let reference = try ImageReference(parsing: text)
            return .reference(
                ImageReference(
                    repository: reference.repository, tag: reference.tag ?? .latest))
        } catch {
            throw Fault(reason: "\(path) has an entry named `\(text)`: \(error)")
        }
    }
}
