import PinionModel

extension ContainerComparison {
    /// The result of comparing one container.
    struct Result {
        var declared: Declared
        var running: [Running]
        var findings: [Finding]
        /// A further declaration that is not on the pin; `nil` if there is none.
        var other: OtherDeclaration?
    }

    /// Compares all surfaces.
    func result(_ registry: inout RegistryLookup) -> Result {
        let declared = declared(declaredSurface, &registry)
        var findings = declaredFindings(declared, &registry)
        let others = others(declared, &registry)
        findings += others.findings
        var running: [Running] = []
        switch seen.instances {
        case .unknown(let obstacle):
            findings.append(unverifiable("what runs cannot be seen: \(obstacle)", obstacle))
        case .seen(let instances):
            running = instances.map { self.running($0, &registry) }
            findings += runningFindings(running, declared, &registry) + nothingRuns(instances)
        }
        findings += unseen.prefix(1).map { copy, obstacle in
            unverifiable(
                "the container \(copy.name): what is declared cannot be seen: \(obstacle)", obstacle
            )
        }
        findings += dormantFindings(declared, &registry)
        findings += unpublishedFindings(declared, &registry)
        findings += rolloutFindings(declared)
        findings += templateFindings(declared, &registry)
        if depth == .report { findings += registryFindings(&registry) }
        return Result(
            declared: declared, running: running, findings: Self.onePerKind(findings),
            other: others.worst)
    }

    /// Keeps only the first finding of each kind that several surfaces or replicas may give.
    private static func onePerKind(_ findings: [Finding]) -> [Finding] {
        var told: Set<Finding.Kind> = []
        return findings.filter { finding in
            switch finding.kind {
            case .declaredDiffers, .declaredFloating, .pinUnpullable:
                told.insert(finding.kind).inserted
            default: true
            }
        }
    }

    func finding(
        _ kind: Finding.Kind, _ message: RichText, wouldPull: WouldPull? = nil,
        isAttributed: Bool = false
    ) -> Finding {
        Finding(
            kind, container: name, message: message, wouldPull: wouldPull,
            changedBy: isAttributed ? worstDeclared?.changedBy ?? service.changedBy : nil)
    }

    /// Returns the finding for something unknown: the runtime does not report it, or refused to.
    func unverifiable(_ message: RichText, _ obstacle: Obstacle) -> Finding {
        finding(obstacle.isRefusal ? .unreachable : .runningUnverifiable, message)
    }

    // MARK: Declared

    private func declaredFindings(_ declared: Declared, _ registry: inout RegistryLookup)
        -> [Finding]
    {
        switch declared {
        case .onPin, .onApplied: return []
        case .unknown(let obstacle):
            return [
                unverifiable(
                    "\(declaringName)what is declared cannot be seen: \(obstacle)", obstacle)
            ]
        case .unanswered(let obstacle):
            return untold("whether the declared image is the pin", obstacle, &registry)
        case .differs(let image):
            let isFailed = failed.map(image.digests.contains) == true
            let message: RichText = """
                \(declaringName)declared as \(image.shown), the pin is \(pin); \
                \(isFailed ? "its apply failed" : "the ledger did not put it there")
                """
            return [finding(.declaredDiffers, message, isAttributed: true)]
        case .floating(let image): return [floating(image, declaringName, &registry)]
        }
    }

    /// The start of a sentence that names the replica, if there are several.
    private var declaringName: String { worstDeclared.map { "the container \($0.name): " } ?? "" }

    /// Returns the finding for a declared tag; `start` names what declares it, if not the service.
    func floating(
        _ image: SeenImage, _ start: String, _ registry: inout RegistryLookup
    ) -> Finding {
        let occasion: WouldPull.Occasion =
            image.validity == .untilDeployment ? .deployment : .restart
        let pull = wouldPull(image.reference, on: occasion, &registry)
        let subject = occasion == .deployment ? "the next deployment" : "a restart now"
        let message: RichText = """
            \(start)declared as \(image.reference), without a digest; \(subject) would \
            \(pull.clause)\(resolved(image))
            """
        return finding(.declaredFloating, message, wouldPull: pull.value, isAttributed: true)
    }

    /// Returns a sentence's end with the image used until the next deployment; empty if unknown.
    private func resolved(_ image: SeenImage) -> RichText {
        if image.digests.contains(pin.digest) {
            return "; until then a replacement uses \(pin.digest), which is the pin"
        }
        return image.digests.first.map { "; until then a replacement uses \($0)" } ?? ""
    }

    func wouldPull(
        _ reference: ImageReference, on occasion: WouldPull.Occasion,
        _ registry: inout RegistryLookup
    ) -> (value: WouldPull, clause: RichText) {
        switch registry.ask(.resolve(reference.floating)) {
        case .digest(let digest):
            let match =
                reference.repository == pin.repository ? registry.match([digest], with: pin) : .no
            return (
                WouldPull(on: occasion, digest: digest, isPin: match.isCertain),
                "pull \(digest), \(match.clause)"
            )
        case .absent:
            return (
                WouldPull(on: occasion, digest: nil, isPin: false),
                "fail, because the tag is not in its registry"
            )
        case .unanswered(let obstacle):
            return (
                WouldPull(on: occasion, digest: nil, isPin: nil),
                "pull what the tag means then, which is not known: \(obstacle)"
            )
        case .members, .present, .expiry:
            return (
                WouldPull(on: occasion, digest: nil, isPin: nil), "pull what the tag means then"
            )
        }
    }

    // MARK: Running

    private func runningFindings(
        _ running: [Running], _ declared: Declared, _ registry: inout RegistryLookup
    ) -> [Finding] {
        let isPending = declared.isOnApplied || isProgressing || isFloatingAhead(declared)
        var wrong: [Digest: Int] = [:]
        var unknown: [Obstacle] = []
        var unanswered: [Obstacle] = []
        for instance in running {
            switch instance {
            case .onPin: continue
            case .onApplied where isPending: continue
            case .onApplied(let digest), .other(let digest): wrong[digest, default: 0] += 1
            case .unknown(let obstacle): unknown.append(obstacle)
            case .unanswered(_, let obstacle): unanswered.append(obstacle)
            }
        }
        var findings = wrong.sorted { $0.key < $1.key }.prefix(1).map { _ in
            finding(.runningDiffers, differs(wrong, of: running.count), isAttributed: true)
        }
        if isMixed(running, isPending: isPending), !isOneIndex(running, &registry) {
            let kinds = Set(running.compactMap(groupDigest)).sorted()
            let list = kinds.map { "\($0)" as RichText }.joined(separator: ", ")
            findings.append(finding(.runningMixed, "its instances run different images: \(list)"))
        }
        if let first = unanswered.first {
            findings += untold("whether what runs is the pin", first, &registry)
        }
        if let first = unknown.min(by: { $0.description < $1.description }) {
            findings.append(
                unverifiable(
                    """
                    what \(unknown.count) of \(plural(running.count, "instance")) run is not \
                    known: \(first)
                    """, unknown.first(where: \.isRefusal) ?? first))
        }
        return findings
    }

    /// Returns the finding for wanted instances that neither run nor are being started.
    private func nothingRuns(_ instances: [Instance]) -> [Finding] {
        if service.interruption?.isDown == true { return [] }
        if case .stalled(let clause) = service.wanted {
            return [finding(.nothingRuns, RichText(clause))]
        }
        guard instances.allSatisfy(\.isCutOff) else { return [] }
        switch service.wanted {
        case .nothing, .end, .stalled: return []
        case .instances where isProgressing: return []
        case .instances: return [finding(.nothingRuns, "instances are wanted, and none runs")]
        }
    }

    private func isFloatingAhead(_ declared: Declared) -> Bool {
        if case .floating = declared { !outdated.isEmpty } else { false }
    }

    var isProgressing: Bool {
        if case .progressing = service.rollout { true } else { false }
    }

    private func differs(_ wrong: [Digest: Int], of total: Int) -> RichText {
        let list = wrong.sorted { $0.key < $1.key }.map { digest, number -> RichText in
            "\(number) of \(plural(total, "instance")) \(number == 1 ? "runs" : "run") \(digest)"
        }
        return "\(list.joined(separator: ", ")); the pin is \(pin)"
    }

    func groupDigest(_ running: Running) -> Digest? {
        switch running {
        case .onPin: pin.digest
        case .onApplied(let digest), .other(let digest): digest
        case .unanswered(let digest, _): digest
        case .unknown: nil
        }
    }

    private func isMixed(_ running: [Running], isPending: Bool) -> Bool {
        let sure = running.filter { if case .unanswered = $0 { false } else { true } }
        let groups = Set(sure.compactMap(groupDigest))
        guard groups.count > 1 else { return false }
        let expected =
            [pin.digest] + outdated.map(\.image.digest) + [underWay?.before].compactMap(\.self)
        return !(isPending && groups.isSubset(of: expected))
    }

    /// Whether all instances run platforms of the one declared index, which is one image.
    private func isOneIndex(_ running: [Running], _ registry: inout RegistryLookup) -> Bool {
        guard let declared = declaredSurface.image, declared.reference.repository == pin.repository,
            let digest = declared.reference.digest, digest != pin.digest,
            running.allSatisfy({ if case .other = $0 { true } else { false } })
        else { return false }
        let index = PinnedImage(repository: declared.reference.repository, digest: digest)
        guard case .members(let members) = registry.ask(.members(index)) else { return false }
        let platforms = Set(members + [digest])
        return running.compactMap(groupDigest).allSatisfy(platforms.contains)
    }
}

extension ContainerComparison.Declared {
    var isOnApplied: Bool { if case .onApplied = self { true } else { false } }
}

extension Match {
    /// Whether the images match; `nil` if unknown.
    fileprivate var isCertain: Bool? {
        switch self {
        case .yes: true
        case .no: false
        case .unknown: nil
        }
    }

    fileprivate var clause: String {
        switch self {
        case .yes: "which is the pin until the tag moves"
        case .no: "which is not the pin"
        case .unknown(let obstacle): "and whether that is the pin is not known: \(obstacle)"
        }
    }
}

extension SeenImage {
    /// The reference, with a digest if one is known.
    var shown: RichText {
        guard reference.digest == nil, let digest = digests.first else { return "\(reference)" }
        return "\(reference) (\(digest))"
    }
}
