import ArgumentParser
import PinionModel
import PinionReconciler

/// `pinion adopt ENV`: pins for what runs without one.
struct Adopt: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "adopt",
        abstract: "Propose the missing pins from what runs now; a present pin is never changed.",
        discussion: """
            Pins every service and container of the runtime's scope that has no pin to the digest that all its instances \
            run. What runs mixed, cannot be told, or is not in its registry is listed with the reason: what a tag names \
            now is never put in its place.
            """)

    @Argument(help: "The environment.") var environment: String
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func run() async throws {
        try await Proposing(common, writing).run(
            [environment],
            .init(purpose: .adopt, accumulates: false) { desk, ground in
                let runtime = try await desk.session.runtimes.runtime(of: ground.environment)
                let pinned = ground.environment.services.map(\.nameInRuntime)
                let adoption = MissingPins(
                    in: try await runtime.observe(.inScope(pinned: pinned)), ground.environment)
                return await desk.plan(adoption)
            })
    }
}

extension Desk {
    /// Keeps the services all of whose images are in their registries.
    fileprivate func plan(_ missing: MissingPins) async -> PlannedChanges {
        var left = missing.left
        var services: [Service] = []
        let found = await presences(of: missing.services.flatMap(\.pins).map(\.image))
        for service in missing.services {
            if let obstacle = Self.obstacle(to: service, found) {
                left.append(obstacle)
            } else {
                services.append(service)
            }
        }
        return PlannedChanges(
            changes: services.map { .add($0) },
            origins: Dictionary(
                uniqueKeysWithValues: services.map {
                    (PinKey(service: $0.name), ChangeOrigin(clause: "runs now"))
                }),
            left: left)
    }

    private typealias Presence = Result<Bool, RegistryError>

    private static func obstacle(
        to service: Service, _ found: [PinnedImage: Presence]
    ) -> LeftOut? {
        for pin in service.pins {
            let name = PinKey(service: service.name, container: pin.container).description
            switch found[pin.image] {
            case .success(true): continue
            case .success(false), nil:
                return LeftOut(
                    name,
                    "\(pin.image.reference.familiar) runs, and is not in its registry; push it "
                        + "there, or pin another image")
            case .failure(let error):
                return LeftOut(name, error.description, code: .failure)
            }
        }
        return nil
    }

    /// Whether the registries have some images; each is asked for once, sixteen at a time.
    private func presences(of images: [PinnedImage]) async -> [PinnedImage: Presence] {
        let registry = session.registries.reading
        let images = Set(images).sorted()
        let found = await images.concurrentMap(atMost: 16) {
            await Self.presence(of: $0, in: registry)
        }
        return Dictionary(uniqueKeysWithValues: zip(images, found))
    }

    private static func presence(
        of image: PinnedImage, in registry: any Registry
    ) async -> Presence {
        do throws(RegistryError) {
            return .success(try await registry.exists(image))
        } catch {
            return .failure(error)
        }
    }
}
