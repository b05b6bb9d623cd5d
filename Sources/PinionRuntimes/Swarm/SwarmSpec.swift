import PinionModel
import PinionSyntax

/// The spec of a service as raw JSON, in which only the image and its platforms are changed.
///
/// An update replaces the whole spec (Docker Engine API, `POST /services/{id}/update`).
struct SwarmSpec: Sendable {
    private let node: JSONNode
    private let bytes: [UInt8]

    /// Takes the spec from an answer of `GET /services/{id}`.
    init(of service: JSONNode) throws(SyntaxError) {
        bytes = Array(service["Spec"]?.source ?? [])
        node = try JSONNode(parsing: bytes, named: "service spec")
    }

    /// Returns the spec's bytes with another image and, if known, its platforms.
    func bytes(
        with image: PinnedImage, platforms: [SwarmPlatform]?
    ) throws(SyntaxError) -> [UInt8] {
        let template = node["TaskTemplate"] ?? node
        let container = template["ContainerSpec"] ?? template
        var edits = [
            try Edit.replacing(
                member: "Image", of: container, with: .string(image.reference.familiar))
        ]
        if let edit = try platformEdit(platforms, in: template) { edits.append(edit) }
        return try bytes.applying(edits, named: "service spec")
    }

    private func platformEdit(
        _ platforms: [SwarmPlatform]?, in template: JSONNode
    ) throws(SyntaxError) -> Edit? {
        guard let platforms, !platforms.isEmpty else { return nil }
        let list = JSONText.array(platforms.map(\.text))
        guard let placement = template["Placement"] else {
            return try .inserting(member: "Placement", ["Platforms": list], into: template)
        }
        guard placement.members != nil else {
            return .replacing(placement, with: ["Platforms": list])
        }
        guard let old = placement["Platforms"] else {
            return try .inserting(member: "Platforms", list, into: placement)
        }
        let known = (old.array ?? []).map(SwarmPlatform.init(placed:))
        return Set(known) == Set(platforms) ? nil : .replacing(old, with: list)
    }
}

/// A platform on which a service's tasks may be placed.
struct SwarmPlatform: Hashable, Sendable {
    /// The operating system: `linux`.
    let os: String
    /// The architecture: `amd64`; empty for any.
    let architecture: String

    /// Reads an element of `Platforms` of `GET /distribution/{name}/json`; `nil` for attestations.
    ///
    /// ARM is left open: nodes report `armv7l`, images say `arm` (swarmkit issue 2294).
    init?(offered node: JSONNode) {
        guard let os = node["os"]?.string, let architecture = node["architecture"]?.string,
            !os.isEmpty, os != "unknown"
        else { return nil }
        self.os = os
        self.architecture = architecture.lowercased() == "arm" ? "" : architecture
    }

    init(placed node: JSONNode) {
        os = node["OS"]?.string ?? ""
        architecture = node["Architecture"]?.string ?? ""
    }

    var text: JSONText {
        architecture.isEmpty
            ? ["OS": .string(os)] : ["Architecture": .string(architecture), "OS": .string(os)]
    }
}
