package import PinionModel
import PinionReading

/// A new pins file: a line per pin, sorted by name, the same bytes for the same services.
package struct PinsFileText: Hashable, Sendable, CustomStringConvertible {
    /// The services, sorted by name.
    package let services: [Service]

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

        """
            + services.flatMap { ServiceText(service: $0).lines() }.map { "  \($0)\n" }.joined()
    }
}

/// A service as it is written into a pins file.
struct ServiceText {
    package let service: Service

    /// Returns lines in block style with `step` spaces per level; the key's line is not indented.
    func lines(step: Int = 2) -> [String] {
        let space = String(repeating: " ", count: step)
        if let image = bareImage { return ["\(key): \(image)"] }
        let name = service.runtimeName.map { ["\(space)name: \(YAMLText($0))"] } ?? []
        guard let pin = onlyPin else {
            let containers = service.pins.flatMap { PinText(pin: $0).containerLines(step: step) }
            return ["\(key):"] + name + ["\(space)containers:"]
                + containers.map { space + space + $0 }
        }
        return ["\(key):"] + PinText(pin: pin).fields.map { space + $0 } + name
    }

    /// The form `key: value` on one line, in braces if it has more than an image.
    var flow: String {
        if let image = bareImage { return "\(key): \(image)" }
        let name = service.runtimeName.map { ["name: \(YAMLText($0))"] } ?? []
        guard let pin = onlyPin else {
            let containers = service.pins.map { PinText(pin: $0).containerFlow }
            let fields = name + ["containers: { \(containers.joined(separator: ", ")) }"]
            return "\(key): { \(fields.joined(separator: ", ")) }"
        }
        return "\(key): { \((PinText(pin: pin).fields + name).joined(separator: ", ")) }"
    }

    private var key: YAMLText { YAMLText(service.name.description) }

    /// The pin of the short form, and of a mapping with `image`.
    private var onlyPin: Pin? { service.pins.first { $0.container == nil } }

    /// The image, if the service has nothing else.
    private var bareImage: YAMLText? {
        guard service.runtimeName == nil, let pin = onlyPin, pin.isBare else { return nil }
        return YAMLText(pin.image.description)
    }
}

/// A pin as it is written into a pins file.
struct PinText {
    let pin: Pin

    /// The lines `key: value` for its image, its track and its hold.
    var fields: [String] {
        ["image: \(YAMLText(pin.image.description))"]
            + (pin.track.map { ["track: \(Self.text(of: $0))"] } ?? [])
            + (pin.hold.map { ["hold: \(HoldText(hold: $0))"] } ?? [])
    }

    /// Returns block style for `containers`; the key is not indented, and lines have no ends.
    func containerLines(step: Int) -> [String] {
        if pin.isBare { return ["\(key): \(YAMLText(pin.image.description))"] }
        return ["\(key):"] + fields.map { String(repeating: " ", count: step) + $0 }
    }

    /// The form `key: value` for `containers`, on one line.
    var containerFlow: String {
        if pin.isBare { return "\(key): \(YAMLText(pin.image.description))" }
        return "\(key): { \(fields.joined(separator: ", ")) }"
    }

    private var key: YAMLText { YAMLText(pin.container ?? "") }

    private static func text(of track: Track) -> String {
        switch track {
        case .versions(let range, nil): "{ versions: \(YAMLText(range.description)) }"
        case .versions(let range, let pattern?):
            "{ versions: \(YAMLText(range.description)), pattern: \(YAMLText(pattern.description)) }"
        case .semver(let range): "{ semver: \(YAMLText(range.description)) }"
        case .regex(let pattern, nil): "{ regex: \(YAMLText(pattern.description)) }"
        case .regex(let pattern, let order?):
            "{ regex: \(YAMLText(pattern.description)), order: \(YAMLText(order.rawValue)) }"
        case .tag(let tag): "{ tag: \(YAMLText(tag.description)) }"
        }
    }
}

/// A hold as a mapping on one line.
struct HoldText: CustomStringConvertible {
    let hold: Hold

    var description: String {
        let digests = hold.refuse.map { YAMLText($0.description).description }
        let parts =
            (digests.isEmpty ? [] : ["refuse: [\(digests.joined(separator: ", "))]"])
            + (hold.reason.map { ["reason: \(YAMLText($0))"] } ?? [])
            + (hold.until.map { ["until: \($0)"] } ?? [])
        return "{ \(parts.joined(separator: ", ")) }"
    }
}

extension Pin {
    /// Whether the pin has only an image.
    fileprivate var isBare: Bool { track == nil && hold == nil }
}
