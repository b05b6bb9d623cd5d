import ArgumentParser
import PinionFiles
import PinionModel
import PinionProposals
import PinionReconcile
import PinionWiring

/// `pinion propose ENV SERVICE=IMAGE…`: images that somebody names.
struct Propose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "propose",
        abstract: "Propose images for pinned services: one commit, one pull request.",
        discussion: """
            Resolves each image to its digest, changes exactly those bytes of the pins, commits, pushes the branch \
            pinion/ENV/propose, and opens or refreshes its pull request. What an open one proposes already stays. The \
            same call again changes nothing. Your working copy is never touched.

            IMAGE is a reference with a tag or a digest; :TAG or @DIGEST alone means the pinned repository.

            Examples:
              pinion propose production web=:1.9.0
              pinion propose production web=registry.example.com/shop/web:1.9.0 api/proxy=@sha256:…
              pinion propose production --from imagedefinitions.json --service web

            A file of image definitions is what a build hands to CodePipeline's ECS action: \
            [{"name": CONTAINER, "imageUri": IMAGE}]. Its containers are of the service that --service names, or of the \
            only one that has them all.

            Exit codes: 0 done, or nothing to do; 1 an error, nothing pushed; 3 a rule refuses: window, freeze, hold.
            """)

    @Argument(help: "The environment.") var environment: String
    @Argument(
        help: ArgumentHelp(
            "What to run: SERVICE=IMAGE, or SERVICE/CONTAINER=IMAGE.", valueName: "service=image"))
    var wishes: [ImageWish] = []
    @Option(
        help: ArgumentHelp(
            "A file of image definitions instead of images; - reads standard input.",
            valueName: "file")) var from: String?
    @Option(help: ArgumentHelp("The service that --from is about.", valueName: "service"))
    var service: String?
    @OptionGroup var override: OverrideOption
    @OptionGroup var writing: WritingOptions
    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard wishes.isEmpty == (from != nil) else {
            throw ValidationError("name images as SERVICE=IMAGE, or a file with --from, not both")
        }
        guard service == nil || from != nil else {
            throw ValidationError("--service needs --from FILE; else write SERVICE=IMAGE")
        }
    }

    func run() async throws {
        let (wishes, service, override) = (wishes, service, try override.reason())
        let definitions = try from.map {
            try ImageDefinitions(at: $0, in: Surroundings.current.folder)
        }
        try await Proposing(common, writing).run(
            [environment],
            .init(purpose: .propose, accumulates: true) { desk, ground in
                let origin =
                    definitions.map { "defined in \($0.path)" } ?? "named on the command line"
                let wishes =
                    try definitions?.wishes(in: ground.environment, of: service) ?? wishes
                return try await Self.plan(wishes, origin, override, desk, ground.environment)
            })
    }

    private static func plan(
        _ wishes: [ImageWish], _ origin: String, _ override: OverrideReason?, _ desk: Desk,
        _ environment: PinionModel::Environment
    ) async throws -> PlannedChanges {
        var changes: [PinChange] = []
        var settled: Set<PinKey> = []
        for wish in wishes {
            let (key, pin) = try desk.pin(named: wish.name, in: environment)
            guard settled.insert(key).inserted else {
                throw Complaint("\(key) is named twice; name one image for it")
            }
            let image = try await desk.image(wish, instead: pin.image)
            guard image != pin.image else { continue }
            try await desk.refuse(image, insteadOf: pin, of: key, in: environment.name)
            if let other = await desk.others([key: image])[key] {
                throw Complaint(
                    "cannot propose \(image.reference.familiar) for \(key): it is no image that could run, it is \(other)"
                )
            }
            changes.append(.move(key, from: pin.image, to: image))
        }
        let proposal = Proposal(
            environment: environment.name, purpose: .propose, changes: changes,
            origins: Dictionary(
                uniqueKeysWithValues: changes.map {
                    ($0.key, ChangeOrigin(clause: origin))
                }),
            override: changes.isEmpty ? nil : try desk.overriding(environment, by: override))
        return PlannedChanges(await desk.labelled(proposal), settles: settled)
    }
}

/// `SERVICE=IMAGE` as it is typed.
struct ImageWish: ExpressibleByArgument, Sendable {
    /// `SERVICE` or `SERVICE/CONTAINER`.
    let name: String
    /// A reference, `:TAG` or `@DIGEST`.
    package let image: String

    /// Pairs a pin's name with an image.
    init(name: String, image: String) {
        self.name = name
        self.image = image
    }

    /// An image has no `=`; a service's name may have one.
    init?(argument: String) {
        guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex,
            argument.index(after: sign) < argument.endIndex
        else { return nil }
        name = String(argument[..<sign])
        image = String(argument[argument.index(after: sign)...])
    }
}

extension Desk {
    /// The image that is wanted for a pin, with its digest, which its registry has.
    fileprivate func image(
        _ wish: ImageWish, instead pinned: PinnedImage
    ) async throws -> PinnedImage {
        let isRelative = wish.image.hasPrefix(":") || wish.image.hasPrefix("@")
        let text = isRelative ? "\(pinned.repository)\(wish.image)" : wish.image
        let reference: ImageReference
        do {
            reference = try ImageReference(parsing: text)
        } catch {
            throw Complaint("cannot propose `\(wish.image)` for \(wish.name): \(error)")
        }
        guard reference.tag != nil || reference.digest != nil else {
            throw Complaint(
                "cannot propose `\(wish.image)` for \(wish.name): it names neither tag nor digest; "
                    + "write \(wish.name)=:TAG for a tag of \(pinned.repository.familiar)")
        }
        let registry = session.registries.reading
        do {
            guard let image = PinnedImage(reference) else {
                return PinnedImage(
                    repository: reference.repository, tag: reference.tag,
                    digest: try await registry.resolve(reference))
            }
            guard try await registry.exists(image) else {
                throw RegistryError.notFound(reference)
            }
            return image
        } catch let error as RegistryError {
            throw Complaint("cannot propose `\(wish.image)` for \(wish.name): \(error)")
        }
    }

    /// Refuses a new image that a hold in force stands against.
    fileprivate func refuse(
        _ image: PinnedImage, insteadOf pin: Pin, of key: PinKey,
        in environment: PinionModel::Environment.Name
    ) async throws {
        guard let hold = pin.hold else { return }
        switch await stand(on: image, insteadOf: pin) {
        case .refused: break
        case .unknown(let obstacle):
            throw Complaint(
                "cannot propose \(image.reference.familiar) for \(key): \(obstacle)")
        case .none:
            guard hold.stand(on: image.digest, at: now) == .frozen else { return }
        }
        throw RuleRefusal(
            "cannot propose \(image.reference.familiar) for \(key): its pin \(hold.line); "
                + "`pinion release \(environment) \(key)` lets it move")
    }
}
