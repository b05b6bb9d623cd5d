import PinionDecisions
package import PinionFiles
package import PinionModel

/// The planner of images that the caller names.
package struct NamedImagesPlanner: ChangePlanner {
    package let images: Images
    let override: OverrideReason?

    package init(images: Images, override: OverrideReason?) {
        (self.images, self.override) = (images, override)
    }

    package var purpose: Proposal.Purpose { .propose }
    package var accumulates: Bool { true }

    package func plan(
        on base: ProposalBase, _ context: ProposalContext
    ) async throws -> PlannedChanges {
        let (requests, origin) = try images.requests(in: base.environment)
        let environment = base.environment
        var changes: [PinChange] = []
        var settled: Set<PinKey> = []
        for request in requests {
            let (key, pin) = try context.pin(named: request.name, in: environment)
            guard settled.insert(key).inserted else {
                throw Complaint("\(key) is named twice; name one image for it")
            }
            let image = try await context.image(request, instead: pin.image)
            guard image != pin.image, !request.leavesTag(of: pin.image, as: image) else { continue }
            try await context.refuse(image, insteadOf: pin, of: key, in: environment.name)
            if let other = await context.nonImages([key: image])[key] {
                throw Complaint(
                    "cannot propose \(image.reference.familiar) for \(key): it is no image that "
                        + "could run, it is \(other)")
            }
            changes.append(.move(key, from: pin.image, to: image))
        }
        let proposal = Proposal(
            environment: environment.name, purpose: .propose, changes: changes,
            origins: Dictionary(
                uniqueKeysWithValues: changes.map { ($0.key, ChangeOrigin(clause: origin)) }),
            override: changes.isEmpty ? nil : try context.overriding(environment, by: override))
        return PlannedChanges(await context.labelled(proposal), settles: settled)
    }
}

extension NamedImagesPlanner {
    /// The way in which images are named.
    package enum Images: Sendable {
        /// One by one.
        case named([ImageRequest])
        /// In a file of image definitions, for one service or the only one that has all containers.
        case defined(ImageDefinitions, service: String?)

        /// Returns the images for an environment, and their origin as a clause.
        func requests(in environment: Environment) throws -> ([ImageRequest], String) {
            switch self {
            case .named(let requests): return (requests, "named on the command line")
            case .defined(let definitions, let service):
                do throws(FileMistakes) {
                    let pins = try definitions.pins(in: environment, of: service)
                    return (
                        pins.map {
                            ImageRequest(name: $0.key.description, image: $0.image.description)
                        }, "defined in \(definitions.path)"
                    )
                } catch { throw Complaint("cannot propose the defined images:\n\(error)") }
            }
        }
    }
}

/// An argument `SERVICE=IMAGE`.
package struct ImageRequest: Sendable {
    /// `SERVICE` or `SERVICE/CONTAINER`.
    package let name: String
    /// A reference, `:TAG` or `@DIGEST`.
    package let image: String

    init(name: String, image: String) { (self.name, self.image) = (name, image) }

    /// Whether a request for a digest alone names what is pinned with a tag: files of image
    /// definitions hold no tags.
    func leavesTag(of present: PinnedImage, as wanted: PinnedImage) -> Bool {
        wanted.tag == nil && wanted.repository == present.repository
            && wanted.digest == present.digest
    }

    /// Splits an argument at its last `=`: a service's name may have one, an image has none.
    package init?(argument: String) {
        guard let sign = argument.lastIndex(of: "="), sign > argument.startIndex,
            argument.index(after: sign) < argument.endIndex
        else { return nil }
        name = String(argument[..<sign])
        image = String(argument[argument.index(after: sign)...])
    }
}

extension ProposalContext {
    /// Returns the image wanted for a pin, with its digest; throws if its registry lacks it.
    func image(_ request: ImageRequest, instead pinned: PinnedImage) async throws -> PinnedImage {
        let isRelative = request.image.hasPrefix(":") || request.image.hasPrefix("@")
        let text = isRelative ? "\(pinned.repository)\(request.image)" : request.image
        let reference: ImageReference
        do { reference = try ImageReference(parsing: text) } catch {
            throw Complaint("cannot propose `\(request.image)` for \(request.name): \(error)")
        }
        guard reference.tag != nil || reference.digest != nil else {
            throw Complaint(
                "cannot propose `\(request.image)` for \(request.name): it names neither tag nor "
                    + "digest; write \(request.name)=:TAG for a tag of "
                    + "\(pinned.repository.familiar)")
        }
        do {
            guard let image = PinnedImage(reference) else {
                return PinnedImage(
                    repository: reference.repository, tag: reference.tag,
                    digest: try await registries.resolve(reference))
            }
            guard try await registries.exists(image) else {
                throw RegistryError.notFound(reference)
            }
            return image
        } catch let error as RegistryError {
            throw Complaint("cannot propose `\(request.image)` for \(request.name): \(error)")
        }
    }

    /// Throws if a hold in force bars a new image.
    func refuse(
        _ image: PinnedImage, insteadOf pin: Pin, of key: PinKey, in environment: Environment.Name
    ) async throws {
        guard let hold = pin.hold else { return }
        switch await verdict(on: image, insteadOf: pin) {
        case .refused: break
        case .unknown(let obstacle):
            throw Complaint("cannot propose \(image.reference.familiar) for \(key): \(obstacle)")
        case .none: guard hold.verdict(on: image.digest, at: now) == .frozen else { return }
        }
        throw RuleRefusal(
            "cannot propose \(image.reference.familiar) for \(key): its pin \(hold.words()); "
                + "`pinion release \(environment) \(key)` lets it move")
    }
}
