import PinionSyntax

/// What an image's bits are made for: `linux/amd64`.
struct ImagePlatform: Hashable, Sendable, CustomStringConvertible {
    /// `linux`.
    let os: String
    /// Architecture as images spell it: `amd64`.
    let architecture: String
    /// Its variant: `v6` of `arm`; empty if there is none.
    let variant: String

    /// The kernel's names of architectures become those of images.
    init(os: String, architecture: String, variant: String = "") {
        self.os = os.lowercased()
        self.architecture = Self.spelt[architecture.lowercased()] ?? architecture.lowercased()
        self.variant = variant
    }

    /// containerd, `platforms/database.go`, function `normalizeArch`.
    private static let spelt = [
        "x86_64": "amd64", "x86-64": "amd64", "aarch64": "arm64", "i386": "386", "i686": "386",
        "armhf": "arm", "armel": "arm", "armv5l": "arm", "armv6l": "arm", "armv7l": "arm",
        "armv8l": "arm",
    ]

    /// `linux/arm/v6`, as the engine takes it.
    var description: String {
        [os, architecture, variant].filter { !$0.isEmpty }.joined(separator: "/")
    }

    /// Whether bits of one run where the other is asked for; of variants the engine chooses itself.
    func isSamePlatform(as other: ImagePlatform) -> Bool {
        os == other.os && architecture == other.architecture
    }

    /// As the query `platform` of `GET /images/{name}/json` takes it.
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
    /// Reads an answer of `GET /images/{name}/json`; nil if the image does not say it.
    init?(image node: JSONNode) {
        self.init(node, "Os", "Architecture", "Variant")
    }

    /// Reads the `platform` of an image's descriptor.
    init?(descriptor node: JSONNode?) {
        self.init(node, "os", "architecture", "variant")
    }

    /// Reads an answer of `GET /info`: what the engine itself runs on.
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
