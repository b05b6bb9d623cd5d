import Glibc
import PinionModel
import PinionProcess
@testable import PinionRuntimes
import PinionTesting
import Testing

/// A sandbox in a file of its own folder, with a registry that holds two builds of `shop/web`.
struct SandboxFixture {
    static let web = "registry.example.com/shop/web"
    static let old = Digest.numbered(183)
    static let new = Digest.numbered(190)
    static let pinned = ImageReference.test("\(web):1.8.3@\(old)")
    static let next = ImageReference.test("\(web):1.9.0@\(new)")
    static let floating = ImageReference.test("\(web):latest")

    let path: String
    let registry: InMemoryRegistry
    let clock = FixedWallClock()

    var runtime: SandboxRuntime {
        SandboxRuntime(path: path, registry: registry, clock: .test(wall: clock.read))
    }

    var people: SandboxOperator {
        SandboxOperator(
            path: path, registry: registry, who: "terraform", clock: .test(wall: clock.read))
    }

    static func run(_ body: (SandboxFixture) async throws -> Void) async throws {
        var template = Array("/tmp/pinion-sandbox-XXXXXX".utf8CString)
        let folder = try #require(mkdtemp(&template).map { String(cString: $0) })
        let fixture = SandboxFixture(
            path: folder + "/state/sandbox.json",
            registry: InMemoryRegistry([
                pinned, next, .test("\(web):latest@\(old)"),
            ]))
        defer {
            for name in ["/state/sandbox.json", "/state/sandbox.json.lock"] {
                unlink(folder + name)
            }
            rmdir(folder + "/state")
            rmdir(folder)
        }
        try await body(fixture)
    }

    /// The service `web`, as it is observed.
    func observe() async throws -> ServiceObservation {
        try #require(try await runtime.observe(.only(["web"])).services.first)
    }

    /// A change of `web` to an image, as it was observed.
    func change(
        _ observed: ServiceObservation, to image: ImageReference = next
    ) throws -> ImageChange {
        let pinned = try #require(PinnedImage(image))
        return ImageChange(
            observed: observed, images: [ContainerImage(container: "web", image: pinned)],
            timeout: .seconds(60))
    }

    func create(
        _ image: ImageReference = pinned, instances: Int = 1
    ) async throws -> ServiceObservation {
        try await people.create(
            "web", containers: [(name: "web", image: image)], instances: instances)
        return try await observe()
    }
}

extension ServiceObservation {
    var declared: ImageReference? { containers[0].declared.image?.reference }

    /// The digest of each instance, in order; nil where it is not said.
    var running: [Digest?] {
        guard case .seen(let instances) = containers[0].instances else { return [] }
        return instances.map {
            guard case .known(let digests) = $0.bits else { return nil }
            return digests.first
        }
    }

    var instanceIDs: [String] {
        guard case .seen(let instances) = containers[0].instances else { return [] }
        return instances.map(\.id)
    }
}
