package import PinionDecisions
package import PinionModel

/// The pins of an environment that may follow another one's now, and why the others may not.
///
/// A pin follows if the source pins another digest for it, the source's ledger verified that image
/// and recorded nothing against it for the whole soak, the service is `synced` there now except for
/// what a re-creation would use, and no hold of the target bars it. It keeps its own repository,
/// and takes the source's tag and digest.
package struct PromotionPlan: Hashable, Sendable {
    /// The environment that pins come from.
    package let source: Environment.Name
    /// The environment whose pins move.
    package let target: Environment.Name
    /// The pins that qualify, ordered.
    package let moves: [Move]
    /// The pins that differ and do not qualify, ordered.
    package let unqualified: [Unqualified]
    /// Why nothing may come from this source; `nil` if pins may.
    package let refusal: Refusal?

    /// A pin that qualifies.
    package struct Move: Hashable, Sendable {
        package let key: PinKey
        /// The image that is pinned now.
        package let from: PinnedImage
        /// The new image, in the pin's own repository.
        package let to: PinnedImage
        /// How long the new image has soaked.
        package let soaked: Duration
        /// The pin's hold; `nil` if it has none.
        let hold: Hold?
    }

    /// A pin that differs and stays.
    package struct Unqualified: Hashable, Sendable {
        package let key: PinKey
        /// The source's image, in the target's repository.
        package let image: PinnedImage
        /// The reasons why it does not qualify; never empty.
        package let blockers: [PromotionBlocker]

        /// When it will qualify if nothing else happens; `nil` if time alone is not enough.
        package var qualifies: Timestamp? {
            let times = blockers.map(\.endsAt)
            return times.contains(nil) ? nil : times.compactMap(\.self).max()
        }
    }

    /// The reason why nothing may come from a source.
    package struct Refusal: Hashable, Sendable, CustomStringConvertible {
        package let target: Environment.Name
        /// The source that was asked for.
        package let source: Environment.Name
        /// The source that the target's rule names.
        package let rule: Environment.Name

        /// The reason as a sentence.
        package var description: String {
            "\(target) takes pins from \(rule) only (`promotion` in its environment.yaml), not "
                + "from \(source)"
        }
    }

    /// Judges every pin that both environments have, limited to those named as `SERVICE` or
    /// `SERVICE/CONTAINER` if any are named.
    package init(
        from source: PromotionSource, to target: Environment, only: Set<String> = [],
        at now: Timestamp
    ) {
        (self.source, self.target) = (source.environment.name, target.name)
        let rule = target.rules.promotion
        refusal = rule.flatMap { rule in
            rule.from == source.environment.name
                ? nil
                : Refusal(target: target.name, source: source.environment.name, rule: rule.from)
        }
        guard refusal == nil else {
            (moves, unqualified) = ([], [])
            return
        }
        let pins = source.environment.pins
        let forms = Set(pins.keys.map(\.service))
        var moves: [Move] = []
        var unqualified: [Unqualified] = []
        for (key, pin) in target.pins.sorted(by: { $0.key < $1.key })
        where only.isEmpty || key.isNamed(in: only) {
            guard let theirs = pins[key] else {
                guard forms.contains(key.service) else { continue }
                unqualified.append(Unqualified(key: key, image: pin.image, blockers: [.otherForm]))
                continue
            }
            guard theirs.image.digest != pin.image.digest else { continue }
            let image = PinnedImage(
                repository: pin.image.repository, tag: theirs.image.tag,
                digest: theirs.image.digest)
            let (blockers, length) = source.judgement(
                of: key, theirs.image, needing: rule?.soak ?? .zero, at: now)
            let all = blockers + (pin.hold?.blocker(of: image.digest, at: now).map { [$0] } ?? [])
            if all.isEmpty {
                moves.append(
                    Move(key: key, from: pin.image, to: image, soaked: length, hold: pin.hold))
            } else {
                unqualified.append(Unqualified(key: key, image: image, blockers: all))
            }
        }
        (self.moves, self.unqualified) = (moves, unqualified)
    }

    private init(_ plan: PromotionPlan, moves: [Move], unqualified: [Unqualified]) {
        (source, target, refusal) = (plan.source, plan.target, plan.refusal)
        self.moves = moves
        self.unqualified = unqualified.sorted { $0.key < $1.key }
    }
}

extension PromotionPlan {
    /// The images that must be in the target's repositories, ordered and unique.
    package var imagesToCheck: [PinnedImage] { Set(moves.map(\.to)).sorted() }

    /// Returns the plan without those of ``imagesToCheck`` that are missing.
    package func lacking(_ missing: Set<PinnedImage>) -> PromotionPlan {
        let lost = moves.filter { missing.contains($0.to) }.map {
            Unqualified(key: $0.key, image: $0.to, blockers: [.missing($0.to)])
        }
        return PromotionPlan(
            self, moves: moves.filter { !missing.contains($0.to) }, unqualified: unqualified + lost)
    }

    /// Returns the questions that tell whether a hold refuses a moving image by another digest.
    package func manifestQuestions(at now: Timestamp) -> Set<RegistryQuestion> {
        moves.reduce(into: []) { questions, move in
            let wanted = move.hold?.manifestQuestions(
                about: move.to, in: move.from.repository, at: now)
            questions.formUnion(wanted ?? [])
        }
    }

    /// Returns the plan after ``manifestQuestions(at:)`` are answered.
    package func knowing(_ answers: RegistryAnswers, at now: Timestamp) -> PromotionPlan {
        var moves: [Move] = []
        var unqualified = unqualified
        for move in self.moves {
            let blocker = move.hold.flatMap { hold -> PromotionBlocker? in
                let repository = move.from.repository
                return switch hold.verdict(on: move.to, in: repository, at: now, knowing: answers) {
                case .none: nil
                case .refused: .refused(hold)
                case .unknown(let obstacle): .unjudged(obstacle)
                }
            }
            guard let blocker else {
                moves.append(move)
                continue
            }
            unqualified.append(Unqualified(key: move.key, image: move.to, blockers: [blocker]))
        }
        return PromotionPlan(self, moves: moves, unqualified: unqualified)
    }

    /// Returns the proposal, which is empty if no pin qualifies.
    package func proposal(override: OverrideReason? = nil) -> Proposal {
        let origins = moves.map {
            ($0.key, ChangeOrigin(clause: "soaked \($0.soaked.inHours) in \(source)"))
        }
        return Proposal(
            environment: target, purpose: .promote(from: source),
            changes: moves.map { .move($0.key, from: $0.from, to: $0.to) },
            origins: Dictionary(uniqueKeysWithValues: origins), override: override)
    }
}

extension Hold {
    /// Returns what a hold says against a digest now.
    func blocker(of digest: Digest, at now: Timestamp) -> PromotionBlocker? {
        switch verdict(on: digest, at: now) {
        case .none: nil
        case .frozen: .frozen(self)
        case .refused: .refused(self)
        }
    }
}

extension PromotionPlan {
    /// The pins that do not qualify, with the reason and the time at which they will.
    package var leftOut: [LeftOut] {
        unqualified.map { one in
            let causes = Set(one.blockers.map(\.cause))
            let clauses = one.blockers.map { $0.clause(from: source) }.joined(separator: "; ")
            let time = one.blockers.count > 1 ? one.qualifies : nil
            return LeftOut(
                one.key.description, clauses + (time.map { "; qualifies at \($0)" } ?? ""),
                [.skipped, .failed, .refused].first(where: causes.contains) ?? .skipped)
        }
    }
}
