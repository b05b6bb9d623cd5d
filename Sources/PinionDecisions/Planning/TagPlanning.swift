import PinionModel

/// Finds the environment tags that are due, from the state of each repository's pins and its tag.
///
/// A tag is due if every pinned container of its repository that the runtime has is in step, or
/// will be after the plan's changes are verified. A container that is neither stops the tag.
struct TagPlanning {
    /// The state of one container.
    enum ContainerState: Hashable {
        /// The declared and the running image are the pin.
        case inStep
        /// The plan changes it to the pin.
        case changing
        /// It is off its pin, and the plan does not change it.
        case off
    }

    private var groups: [ImageReference.Repository: Group] = [:]

    private struct Group {
        var digests: Set<Digest> = []
        var pins: [ContainerKey] = []
        var changing: [ContainerKey] = []
        var isOff = false

        mutating func add(_ key: ContainerKey, _ digest: Digest, _ state: ContainerState) {
            digests.insert(digest)
            pins.append(key)
            switch state {
            case .inStep: break
            case .changing: changing.append(key)
            case .off: isOff = true
            }
        }
    }

    /// The result: the writes that are due, the tags that are right, and findings of refused tags.
    struct Result {
        var writes: [PlannedTagWrite] = []
        var placed: [ImageReference.Repository: Digest] = [:]
        var findings: [Finding] = []
    }

    /// Adds a pinned container that the runtime has.
    mutating func add(_ key: ContainerKey, _ pin: PinnedImage, _ state: ContainerState) {
        groups[pin.repository, default: Group()].add(key, pin.digest, state)
    }

    /// Compares pins with the present tags; if a registry gives no answer, no tag is moved.
    ///
    /// Files with two digests of one repository are refused; if two occur here, the tag is left.
    func result(_ input: ComparisonInput, _ registry: inout RegistryLookup) -> Result {
        var result = Result()
        guard input.checksEnvironmentTag, let tag = input.environment.rules.environmentTag
        else { return result }
        for (repository, group) in groups.sorted(by: { $0.key < $1.key }) {
            guard !group.isOff, group.digests.count == 1, let digest = group.digests.first
            else { continue }
            let tagged = ImageReference(repository: repository, tag: tag)
            let before: Digest?
            switch registry.ask(.resolve(tagged)) {
            case .digest(digest):
                if group.changing.isEmpty { result.placed[repository] = digest }
                continue
            case .digest(let other): before = other
            case .absent: before = nil
            case .members, .present, .expiry, .unanswered: continue
            }
            let write = TagWrite(repository: repository, tag: tag, before: before, after: digest)
            result.add(write, group.pins, group.changing, input)
        }
        return result
    }
}

extension TagPlanning.Result {
    /// Plans a write, unless its registry refused it before and no operator ordered a retry.
    fileprivate mutating func add(
        _ write: TagWrite, _ pins: [ContainerKey], _ changing: [ContainerKey],
        _ input: ComparisonInput
    ) {
        let refused = input.ledger.refusedTags[write.tagged]
        let isBarred = refused?.bars(write.after, at: input.now) ?? false
        let isAsked = pins.contains { $0.isNamed(in: input.retry) }
        if let refused, refused.digest == write.after {
            findings.append(refused.finding(of: write, pins, in: input.environment.name))
        }
        guard !isBarred || isAsked else { return }
        writes.append(
            PlannedTagWrite(
                write: write, pins: pins, changing: changing, isRetry: isBarred && isAsked))
    }
}

extension RefusedTag {
    /// Returns the finding that a tag could not be put, with its remedy.
    fileprivate func finding(
        of write: TagWrite, _ pins: [ContainerKey], in environment: Environment.Name
    ) -> Finding {
        let name = pins.min().map(\.service) ?? "SERVICE"
        let command = RichText.Span.command("pinion reconcile \(environment) --retry \(name)")
        let end: RichText =
            again.map { "it is tried again by the first run after \($0)" }
            ?? "mend that and run \(command); else it is tried when the pin changes"
        return Finding(
            .environmentTagMoved,
            message: """
                the tag \(write.tagged) could not be put on \(write.after): \(obstacle.clause); \
                \(end)
                """
        ).seen(since: since)
    }
}
