import PinionModel
import PinionSites
import PinionSyntax

/// A task definition as raw JSON, in which only images are changed.
///
/// A new revision has only what is registered (Amazon ECS API Reference, `RegisterTaskDefinition`).
struct TaskDefinitionCopy: Sendable {
    /// The members of a described task definition that `RegisterTaskDefinition` does not accept.
    private static let answered: Set<String> = [
        "taskDefinitionArn", "revision", "status", "requiresAttributes", "compatibilities",
        "registeredAt", "registeredBy", "deregisteredAt", "deleteRequestedAt",
    ]

    private let definition: JSONNode
    private let tags: JSONNode?

    /// Takes the answer to `DescribeTaskDefinition` with its tags; `nil` if it has no definition.
    init?(of answer: JSONNode) {
        guard let definition = answer["taskDefinition"], definition.members != nil else {
            return nil
        }
        self.definition = definition
        tags = answer["tags"]
    }

    var arn: String? { definition["taskDefinitionArn"]?.string }

    /// The status: `ACTIVE`, `INACTIVE` or `DELETE_IN_PROGRESS`.
    var status: String { definition["status"]?.string ?? "ACTIVE" }

    var family: String? { definition["family"]?.string }

    var images: [String: String] {
        let pairs = containers.compactMap { container in
            container["name"]?.string.map { ($0, container["image"]?.string ?? "") }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The containers in order, with their images.
    var declared: [TaskDefinition.Container] {
        TaskDefinition(definition)?.containers ?? []
    }

    private var containers: [JSONNode] { definition["containerDefinitions"]?.array ?? [] }

    /// Whether all images are declared already, with the same digest and repository.
    func declares(_ images: [ContainerImage]) -> Bool {
        let declared = self.images
        return images.allSatisfy { wanted in
            declared[wanted.container].flatMap { ImageReference(seen: $0) }
                .map(wanted.image.isSameImage) ?? false
        }
    }

    /// Returns the registration: every value with its original bytes, except for the images.
    func registration(with images: [ContainerImage]) throws(SyntaxError) -> [UInt8] {
        let wanted = Dictionary(images.map { ($0.container, $0.image.bare) }) { first, _ in
            first
        }
        var edits: [Edit] = []
        for site in sites {
            guard let image = site.container.flatMap({ wanted[$0] }) else { continue }
            edits += [try site.edit(writing: image)].compactMap(\.self)
        }
        return try registration(edits)
    }

    /// The places of the containers' images in the answer.
    private var sites: [ImageSite] {
        containers.compactMap { container in
            guard let name = container["name"]?.string, let image = container["image"],
                let text = image.string
            else { return nil }
            return ImageSite(
                ImageSite.Scalar(image), service: family, container: name,
                reference: ImageReference(seen: text))
        }
    }

    /// Returns the registration in a form in which equal registrations have equal bytes.
    func canonical() throws(SyntaxError) -> [UInt8] {
        try Self.canonical(registration([Edit]()))
    }

    /// Converts a registration to a form in which equal registrations have equal bytes.
    static func canonical(_ registration: [UInt8]) throws(SyntaxError) -> [UInt8] {
        let node = try JSONNode(parsing: registration, named: "task definition")
        return JSONText(node).bytes(sortingKeys: true)
    }

    private func registration(_ edits: [Edit]) throws(SyntaxError) -> [UInt8] {
        var object = RawObject(definition)
        for key in Self.answered { object[key] = nil }
        if let list = definition["containerDefinitions"] {
            object["containerDefinitions"] = try edited(list, edits)
        }
        object["tags"] = carriedTags
        return object.bytes
    }

    /// Returns a value's bytes after edits whose offsets count from the start of the answer.
    private func edited(_ node: JSONNode, _ edits: [Edit]) throws(SyntaxError) -> [UInt8] {
        let start = node.range.lowerBound
        let moved = edits.map { edit in
            Edit(
                range: edit.range.lowerBound - start..<edit.range.upperBound - start,
                replacement: edit.replacement)
        }
        return try Array(node.source).applying(moved, named: "task definition")
    }

    /// The tags without those that begin with `aws:`, which only AWS may write.
    private var carriedTags: [UInt8]? {
        let own = (tags?.array ?? []).filter { tag in
            !(tag["key"]?.string ?? "").lowercased().hasPrefix("aws:")
        }
        guard !own.isEmpty else { return nil }
        var bytes: [UInt8] = [0x5b]
        for (index, tag) in own.enumerated() {
            if index > 0 { bytes.append(0x2c) }
            bytes += tag.source
        }
        return bytes + [0x5d]
    }

    /// The texts of containers and volumes that no message may show: not names, images, short ones.
    var secrets: [String] {
        var texts: Set<String> = []
        for container in containers {
            for member in container.members ?? [] where !["name", "image"].contains(member.key) {
                Self.collect(member.value, into: &texts)
            }
        }
        for member in definition.members ?? [] where member.key == "volumes" {
            Self.collect(member.value, into: &texts)
        }
        return texts.filter { $0.count >= 4 }.sorted()
    }

    private static func collect(_ node: JSONNode, into texts: inout Set<String>) {
        switch node.kind {
        case .string(let text): texts.insert(text)
        case .array(let elements): for element in elements { collect(element, into: &texts) }
        case .object(let members):
            for member in members where member.key != "name" { collect(member.value, into: &texts) }
        case .number, .bool, .null: break
        }
    }
}
