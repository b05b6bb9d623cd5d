import PinionModel
import PinionReading
import PinionSites
import PinionSyntax

extension FileReading {
    private static let formKeys = ["image", "containers", "name", "track", "hold"]
    private static let containerKeys = ["image", "track", "hold"]

    /// Reads the services of a pins file; those with mistakes are left out.
    mutating func pins(_ root: YAMLNode) -> [Service] {
        guard
            let fields = fields(
                of: root, as: Self.wholeFile, "in a pins file", known: ["services"]),
            let node = required(
                "services", in: fields, as: Self.wholeFile,
                want: "a mapping such as { web: registry/repository:tag@sha256:… }")
        else { return [] }
        guard let entries = node.entries, !entries.isEmpty else {
            let problem =
                "`services` is \(node.entries == nil ? node.described : "an empty mapping")"
            refuse(node, problem, "write at least one service: image@sha256:…, or remove the file")
            return []
        }
        return entries.compactMap { service($0) }
    }

    private mutating func service(_ entry: YAMLNode.Entry) -> Service? {
        let name = serviceName(entry.key)
        let (runtimeName, pins) = form(entry.value, of: entry.name)
        guard let name, !pins.isEmpty else { return nil }
        return Service(name: name, runtimeName: runtimeName, pins: pins)
    }

    private mutating func serviceName(_ node: YAMLNode) -> Service.Name? {
        if let name = Service.Name(parsing: node.scalar ?? "") { return name }
        refuse(
            node, "\(QuotedText(node.scalar ?? "")) cannot be a service's name",
            "use 1 to 255 visible characters without spaces, / and ,")
        return nil
    }

    private mutating func form(_ node: YAMLNode, of name: String) -> (String?, [Pin]) {
        guard node.entries != nil else {
            return (nil, [shortForm(node, of: name, container: nil)].compactMap(\.self))
        }
        guard
            let fields = fields(
                of: node, as: name, "in the service \(QuotedText(name))", known: Self.formKeys),
            let form = exactlyOne(of: ["image", "containers"], in: fields, as: name)
        else { return (nil, []) }
        let runtimeName = fields["name"].flatMap { self.runtimeName($0) }
        guard form.name == "containers" else {
            return (runtimeName, [pin(fields, of: name, container: nil)].compactMap(\.self))
        }
        for entry in fields.present(of: ["track", "hold"]) {
            refuse(
                entry.key, "`\(entry.name)` stands beside `containers`",
                "write it in the container that it is meant for")
        }
        return (runtimeName, containers(form.value, of: name))
    }

    private mutating func shortForm(
        _ node: YAMLNode, of service: String, container: String?
    ) -> Pin? {
        guard
            let image = pinnedImage(
                node, as: container ?? service, of: Self.name(service, container))
        else { return nil }
        note(image, at: node, of: service, container)
        return Pin(container: container, image: image, site: site(of: node))
    }

    /// Returns `SERVICE` or `SERVICE/CONTAINER`, as commands name a pin.
    private static func name(_ service: String, _ container: String?) -> String {
        service + (container.map { "/\($0)" } ?? "")
    }

    private mutating func note(
        _ image: PinnedImage, at node: YAMLNode, of service: String, _ container: String?
    ) {
        sites?.append(
            ImageSite(
                ImageSite.Scalar(node, in: path), service: service, container: container,
                reference: image.reference))
    }

    private mutating func runtimeName(_ node: YAMLNode) -> String? {
        guard let value = word(node, as: "name", want: "the service's name in the runtime") else {
            return nil
        }
        guard let name = Service.Name(parsing: value) else {
            refuse(
                node, "`name` is \(QuotedText(value)), which cannot be a service's name",
                "use 1 to 255 visible characters without spaces, / and ,")
            return nil
        }
        return name.description
    }

    // MARK: Containers

    private mutating func containers(_ node: YAMLNode, of name: String) -> [Pin] {
        guard let entries = node.entries, !entries.isEmpty else {
            refuse(
                node,
                "`containers` is \(node.entries == nil ? node.described : "an empty mapping")",
                "write at least one container: image@sha256:…")
            return []
        }
        return entries.compactMap { container($0, of: name) }
    }

    private mutating func container(_ entry: YAMLNode.Entry, of service: String) -> Pin? {
        guard let name = Service.Name(parsing: entry.name)?.description else {
            refuse(
                entry.key, "\(QuotedText(entry.name)) cannot be a container's name",
                "use 1 to 255 visible characters without spaces, / and ,")
            return nil
        }
        guard entry.value.entries != nil else {
            return shortForm(entry.value, of: service, container: name)
        }
        guard
            let fields = fields(
                of: entry.value, as: name, "in the container \(QuotedText(name))",
                known: Self.containerKeys),
            fields["image"] != nil
                || required("image", in: fields, as: name, want: "its image with a digest") != nil
        else { return nil }
        return pin(fields, of: service, container: name)
    }

    // MARK: Pins and holds

    private mutating func pin(_ fields: Fields, of service: String, container: String?) -> Pin? {
        let track = fields["track"].flatMap { self.track($0) }
        let hold = fields["hold"].flatMap { self.hold($0) }
        guard let node = fields["image"],
            let image = pinnedImage(node, as: "image", of: Self.name(service, container))
        else { return nil }
        if let hold, hold.refuse.contains(image.digest) {
            refuse(
                node, "the pin's own hold refuses \(image.digest.short)",
                "pin another digest, or take this one out of `hold.refuse`")
        }
        note(image, at: node, of: service, container)
        return Pin(
            container: container, image: image, track: track, hold: hold, site: site(of: node))
    }

    private mutating func hold(_ node: YAMLNode) -> Hold? {
        let known = ["refuse", "reason", "until"]
        guard let fields = fields(of: node, as: "hold", "in `hold`", known: known) else {
            return nil
        }
        guard !fields.present(of: known).isEmpty else {
            refuse(node, "`hold` says nothing", "add `reason`: why the pin is held")
            return nil
        }
        let reason = fields["reason"].flatMap {
            text($0, as: "reason", want: "why the pin is held")
        }
        let until = fields["until"].flatMap { date($0, as: "until") }
        let list = fields["refuse"].flatMap {
            self.list($0, as: "refuse", want: "a list of digests")
        }
        let digests = (list ?? []).compactMap { digest($0, as: "refuse") }
        return Hold(refuse: digests, reason: reason, until: until)
    }
}
