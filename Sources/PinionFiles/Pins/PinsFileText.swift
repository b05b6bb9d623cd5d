package import PinionModel

/// A fresh pins file: a line for each pin, ordered by name, the same bytes for the same services.
package struct PinsFileText: Hashable, Sendable, CustomStringConvertible {
    /// The services, ordered by name.
    package let services: [Service]

    /// Takes the services of a new file.
    package init(services: [Service]) {
        self.services = services.sorted { $0.name < $1.name }
    }

    /// The file's bytes.
    package var bytes: [UInt8] { Array(description.utf8) }

    /// The file's text; it reads back as the same services.
    package var description: String {
        """
        # What runs: each service with the image that a commit approved for it.
        # Nothing is deployed that is not written here with its digest.
        services:

        """ + services.map(Self.lines).joined()
    }

    private static func lines(of service: Service) -> String {
        let key = "  \(YAMLText(service.name.description)):"
        let isShort = service.runtimeName == nil && service.pins.count == 1
        if isShort, let pin = service.pins.first, pin.container == nil, pin.isBare {
            return "\(key) \(YAMLText(pin.image.description))\n"
        }
        let name = service.runtimeName.map { "    name: \(YAMLText($0))\n" } ?? ""
        guard let pin = service.pins.first, pin.container == nil else {
            return "\(key)\n\(name)    containers:\n" + service.pins.map(containerLines).joined()
        }
        return "\(key)\n" + mapping(of: pin, indent: "    ") + name
    }

    private static func containerLines(of pin: Pin) -> String {
        let key = "      \(YAMLText(pin.container ?? "")):"
        if pin.isBare { return "\(key) \(YAMLText(pin.image.description))\n" }
        return "\(key)\n" + mapping(of: pin, indent: "        ")
    }

    private static func mapping(of pin: Pin, indent: String) -> String {
        let lines =
            ["image: \(YAMLText(pin.image.description))"]
            + (pin.track.map { ["track: \(text(of: $0))"] } ?? [])
            + (pin.hold.map { ["hold: \(text(of: $0))"] } ?? [])
        return lines.map { indent + $0 + "\n" }.joined()
    }

    private static func text(of track: Track) -> String {
        switch track {
        case .semver(let range): "{ semver: \(YAMLText(range.description)) }"
        case .regex(let pattern, nil): "{ regex: \(YAMLText(pattern.description)) }"
        case .regex(let pattern, let order?):
            "{ regex: \(YAMLText(pattern.description)), order: \(YAMLText(order.rawValue)) }"
        case .tag(let tag): "{ tag: \(YAMLText(tag.description)) }"
        }
    }

    private static func text(of hold: Hold) -> String {
        let digests = hold.refuse.map { YAMLText($0.description).description }
        let parts =
            (digests.isEmpty ? [] : ["refuse: [\(digests.joined(separator: ", "))]"])
            + (hold.reason.map { ["reason: \(YAMLText($0))"] } ?? [])
            + (hold.until.map { ["until: \($0)"] } ?? [])
        return "{ \(parts.joined(separator: ", ")) }"
    }
}

extension Pin {
    /// Whether nothing but its image is said of it.
    fileprivate var isBare: Bool { track == nil && hold == nil }
}
