import PinionModel
import PinionRuntimes

/// A repository with 10,000 services in 100 environments on sandboxes, everything pinned by digest.
///
/// The digests are numbers: nothing may ask a registry for them. One service is pinned to an image that exists.
struct LargeShop {
    static let environments = 100
    static let services = 100

    let folder: String
    private let now = Timestamp(secondsSinceEpoch: 1_790_000_000)

    /// The environment and service whose image is in the layout, and its two builds.
    static let changing = (environment: name(0), service: "web")
    static let repository = "registry.example.com/shop/web"

    static func name(_ number: Int) -> String { "env-\(number)" }

    /// Writes every file, the sandboxes' too, and commits what belongs into git.
    func make(pinning real: PinnedImage, _ variables: [String: String]) throws {
        try Files.write("images: layout:images\n", to: "\(folder)/pinion.yaml")
        try Files.write(".pinion/\nimages\n", to: "\(folder)/.gitignore")
        for number in 0..<Self.environments { try make(environment: number, real) }
        let person = ["-c", "user.name=Ada Example", "-c", "user.email=ada@example.com"]
        for words in [
            ["init", "--quiet", "--initial-branch=main"], ["add", "--all"],
            person + ["commit", "--quiet", "--message", "Pin ten thousand services"],
        ] {
            let git = try Child("git", words, in: folder, variables)
            guard git.code == 0 else { throw BenchFailure("git \(words):\n\(git.output)") }
        }
    }

    private func make(environment number: Int, _ real: PinnedImage) throws {
        let name = Self.name(number)
        let images = try (0..<Self.services).map { try image(number, $0, real) }
        var pins = "services:\n"
        for (service, image) in images { pins += "  \(service): \(image)\n" }
        let home = "\(folder)/environments/\(name)"
        try Files.write(pins, to: "\(home)/pins.yaml")
        try Files.write(
            """
            runtime:
              sandbox: { state: .pinion/\(name).json }
            apply: automatic

            """, to: "\(home)/environment.yaml")
        var state = SandboxState()
        for (service, image) in images {
            let container = (name: service, image: image.reference)
            let occasion = SandboxOccasion(
                who: "infrastructure", at: now,
                answers: RegistryAnswers([.exists(image): .present]))
            try state.create(service, containers: [container], instances: 1, on: occasion)
        }
        try Files.write(state.bytes, to: "\(folder)/.pinion/\(name).json")
    }

    private func image(
        _ environment: Int, _ service: Int, _ real: PinnedImage
    ) throws -> (String, PinnedImage) {
        let name = service == 0 ? Self.changing.service : "service-\(service)"
        guard environment > 0 || service > 0 else { return (name, real) }
        let hex = String((environment * Self.services + service) * 7_919 + 1, radix: 16)
        let digest = try Digest(
            parsing: "sha256:" + String(repeating: "0", count: 64 - hex.count) + hex)
        let repository = try ImageReference.Repository(parsing: "registry.example.com/shop/\(name)")
        return (
            name,
            PinnedImage(
                repository: repository, tag: try ImageReference.Tag(parsing: "1.\(environment).0"),
                digest: digest)
        )
    }
}
