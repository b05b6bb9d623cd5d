import PinionSyntax

/// The platform of an image or a host: `linux/amd64`.
struct ImagePlatform: Hashable, Sendable, CustomStringConvertible {
    /// The operating system: `linux`.
    let os: String
    /// The architecture as images spell it: `amd64`.
    let architecture: String
    /// The variant: `v6` of `arm`; empty if there is none.
    let variant: String

    /// Makes a platform; the kernel's names of architectures become those of images.
    init(os: String, architecture: String, variant: String = "") {
        self.os = os.lowercased()
        self.architecture = Self.spelt[architecture.lowercased()] ?? architecture.lowercased()
        self.variant = variant
    }

    /// The names of containerd, `platforms/database.go`, function `normalizeArch`.
    private static let spelt = [
        "x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "i386": "386", "i686": "386",
        "armhf": "arm", "armel": "arm", "armv5l": "arm", "armv6l": "arm", "armv7l": "arm",
        "armv8l": "arm",
    ]

    /// The platform as the engine accepts it: `linux/arm/v6`.
    var description: String {
        [os, architecture, variant].filter { !$0.isEmpty }.joined(separator: "/")
    }

    /// Whether both have the same system and architecture; the engine chooses the variant itself.
    func isSamePlatform(as other: ImagePlatform) -> Bool {
        os == other.os && architecture == other.architecture
    }

    /// The platform as the query `platform` of `GET /images/{name}/json`.
    var json: JSONText {
        variant.isEmpty
            ? ["architecture": .string(architecture), "os": .string(os)]
            : [
                "architecture": .string(architecture), "os": .string(os),
                "variant": .string(variant),
            ]
    }
}

extension ImagePlatform {
    /// Reads an answer of `GET /images/{name}/json`; `nil` if it gives no platform.
    init?(image node: JSONNode) {
        self.init(node, "Os", "Architecture", "Variant")
    }

    /// Reads the `platform` of an image's descriptor.
    init?(descriptor node: JSONNode?) {
        self.init(node, "os", "architecture", "variant")
    }

    /// Reads the engine's own platform from an answer of `GET /info`.
    init?(info node: JSONNode) {
        self.init(node, "OSType", "Architecture", "")
    }

    private init?(_ node: JSONNode?, _ os: String, _ architecture: String, _ variant: String) {
        guard let system = node?[os]?.string, let machine = node?[architecture]?.string,
            !system.isEmpty, !machine.isEmpty
        else { return nil }
        self.init(
            os: system, architecture: machine,
            variant: variant.isEmpty ? "" : node?[variant]?.string ?? "")
    }
}
