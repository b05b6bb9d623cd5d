import PinionModel

/// The surfaces behind the declared image, which a re-creation or an owner's update would use.
extension ContainerComparison {
    /// The state of such a surface relative to the pin.
    enum SurfaceState: Hashable {
        /// There is none; or it is on the pin, or on the image applied before while git is ahead.
        case fine
        case floats(ImageReference)
        case differs(SeenImage)
        case unknown(Obstacle)
        /// The comparison needs a registry's answer that is missing.
        case unanswered(Obstacle)
    }

    /// Returns the findings of template and owner, or only one if both have the same image.
    func templateFindings(_ declared: Declared, _ registry: inout RegistryLookup) -> [Finding] {
        let template = state(of: templateSurface, declared, &registry)
        guard let owner = seen.ownerUpdate else {
            return recreation(template, also: nil, &registry).map { [$0] } ?? []
        }
        let update = state(of: owner.image, declared, &registry)
        guard template != update else {
            return recreation(template, also: owner, &registry).map { [$0] } ?? []
        }
        let findings = [
            recreation(template, also: nil, &registry), self.update(update, by: owner, &registry),
        ]
        return findings.compactMap(\.self)
    }

    func state(
        of surface: Surface, _ declared: Declared, _ registry: inout RegistryLookup
    ) -> SurfaceState {
        switch surface {
        case .absent: return .fine
        case .unknown(let obstacle): return .unknown(obstacle)
        case .image(let image) where image.digests.isEmpty || image.validity == .untilDeployment:
            return .floats(image.reference)
        case .image(let image):
            if case .onApplied(let former) = declared, image.digests.contains(former.image.digest) {
                return .fine
            }
            let isThere = image.reference.repository == pin.repository
            switch isThere ? registry.match(image.digests, with: pin) : .no {
            case .yes: return .fine
            case .no: return .differs(image)
            case .unknown(let obstacle): return .unanswered(obstacle)
            }
        }
    }

    // MARK: A re-creation

    private func recreation(
        _ stand: SurfaceState, also owner: OwnerUpdate?, _ registry: inout RegistryLookup
    ) -> Finding? {
        let end: RichText =
            owner.map { "; so would the next update of \($0.owner): \(remedy($0))" } ?? ""
        let site =
            (seen.templateSite ?? worstTemplate.map { "the container \($0.name)" })
            .map { " (\($0))" } ?? ""
        switch stand {
        case .fine: return nil
        case .unknown(let obstacle):
            return unverifiable(
                "what a re-creation would use cannot be seen: \(obstacle)", obstacle)
        case .unanswered(let obstacle):
            return finding(
                .unreachable, "whether a re-creation would use the pin is not known: \(obstacle)")
        case .differs(let image):
            return finding(
                .templateDiffers,
                "a re-creation would use \(image.shown)\(site), the pin is \(pin)\(end)")
        case .floats(let reference):
            return floating(
                "a re-creation would use \(reference)\(site), without a digest", reference,
                on: .recreation, end, &registry)
        }
    }

    // MARK: An update of the owner

    private func update(
        _ stand: SurfaceState, by owner: OwnerUpdate, _ registry: inout RegistryLookup
    ) -> Finding? {
        let start: RichText = "the next update of \(owner.owner) would set"
        switch stand {
        case .fine: return nil
        case .unknown(let obstacle):
            return unverifiable("what \(start) cannot be seen: \(obstacle)", obstacle)
        case .unanswered(let obstacle):
            return finding(.unreachable, "whether \(start) the pin is not known: \(obstacle)")
        case .differs(let image):
            return finding(
                .templateDiffers, "\(start) \(image.shown), not the pin; \(remedy(owner))")
        case .floats(let reference):
            return floating(
                "\(start) \(reference), without a digest", reference, on: .deployment,
                "; \(remedy(owner))", &registry)
        }
    }

    /// Returns the remedy with the image in the form that runtimes take: without its readable tag.
    private func remedy(_ owner: OwnerUpdate) -> RichText {
        "\(owner.remedy) \(pin.repository)@\(pin.digest.description)"
    }

    /// Returns the finding for a tag that nothing uses yet; only a report asks for its digest.
    private func floating(
        _ start: RichText, _ reference: ImageReference, on occasion: WouldPull.Occasion,
        _ end: RichText, _ registry: inout RegistryLookup
    ) -> Finding {
        guard depth == .report else {
            return finding(.templateFloating, "\(start), and so whatever its tag means then\(end)")
        }
        let pull = wouldPull(reference, on: occasion, &registry)
        return finding(
            .templateFloating, "\(start); now it would \(pull.clause)\(end)", wouldPull: pull.value)
    }
}
