package import PinionModel

/// An environment that a change touches, as the base and the head have it.
///
/// Rules, runtime and scope are the base's; only pins are taken from the head.
package struct ReviewSubject: Sendable {
    /// The folder's name.
    package let name: String
    /// The base's state.
    package let base: State
    /// The head's state.
    package let head: State

    /// The state of the environment in one commit.
    package enum State: Sendable {
        /// There is no such environment.
        case absent
        /// Its files have mistakes.
        case unreadable(FileMistakes)
        /// It could be read.
        case read(Environment)

        /// Finds the state of an environment in a project.
        package init(of name: String, in project: Project) {
            guard let found = project.environments.first(where: { $0.name == name }) else {
                self = .absent
                return
            }
            switch found.result {
            case .failure(let mistakes): self = .unreadable(mistakes)
            case .success(let environment): self = .read(environment)
            }
        }

        /// The environment, if it could be read.
        package var environment: Environment? {
            if case .read(let environment) = self { environment } else { nil }
        }
    }

    /// The differences of its pins; empty if base or head cannot be read.
    package var differences: [PinDifference] {
        switch (base, head) {
        case (.unreadable, _), (_, .unreadable): []
        default: PinDifference.between(base.environment, head.environment)
        }
    }

    /// The images that the head pins and the base does not, ordered: only their registries are
    /// asked whether they are there.
    package var newImages: [PinnedImage] {
        let known = Set((base.environment?.pins ?? [:]).values.map(\.image.withoutTag))
        let new = Set(differences.compactMap(\.newImage?.withoutTag))
        return new.subtracting(known).sorted()
    }

    /// The images of the head whose tag, digest or repository the change writes, ordered.
    package var writtenImages: [PinnedImage] { Set(differences.compactMap(\.written)).sorted() }

    /// The replaced images, and those that replace them and must have the same platforms.
    package var moves: [(from: PinnedImage, to: PinnedImage)] {
        differences.compactMap { difference in
            guard case .moved(let old, let new) = difference.kind else { return nil }
            return (old.withoutTag, new.withoutTag)
        }
    }

    /// Returns the holds of the base that may refuse a new pin, each with its own pin's repository.
    ///
    /// A pin with a new key may be for an object that any pin of the base was for.
    func refusals(
        against difference: PinDifference
    ) -> [(hold: Hold, repository: ImageReference.Repository)] {
        let before = base.environment?.pins ?? [:]
        let pins =
            if case .moved = difference.kind { [before[difference.key]].compactMap(\.self) } else {
                before.sorted { $0.key < $1.key }.map(\.value)
            }
        return pins.compactMap { pin in pin.hold.map { ($0, pin.image.repository) } }
    }

    /// Returns the questions that tell whether holds refuse new images by another digest.
    package func manifestQuestions(at now: Timestamp) -> Set<RegistryQuestion> {
        differences.reduce(into: []) { questions, difference in
            guard let image = difference.newImage else { return }
            for (hold, repository) in refusals(against: difference) {
                questions.formUnion(hold.manifestQuestions(about: image, in: repository, at: now))
            }
        }
    }

    /// The environment after a merge: the base's rules and runtime, the head's pins.
    ///
    /// `nil` if the base has no such environment, or base or head cannot be read.
    package var merged: Environment? {
        guard let base = base.environment, let head = head.environment else { return nil }
        return Environment(
            name: base.name, runtime: base.runtime, rules: base.rules, services: head.services)
    }

    /// The keys of `environment.yaml` whose meaning the head changes, ordered.
    package var changedRules: [String] {
        guard let old = base.environment, let new = head.environment else { return [] }
        return (old.runtime.isEqual(to: new.runtime) ? [] : ["runtime"])
            + old.rules.changes(to: new.rules)
    }
}

extension Rules {
    /// Returns the keys whose meaning differs, in the order of the documentation.
    fileprivate func changes(to new: Rules) -> [String] {
        let trust = { (rules: Rules) in rules.unenforced.map(\.key).sorted() }
        let pairs: [(String, Bool)] = [
            ("apply", apply == new.apply), ("untracked", untrackedIgnore == new.untrackedIgnore),
            ("limits", limits == new.limits), ("promotion", promotion == new.promotion),
            ("windows", windows == new.windows), ("freeze", freeze == new.freeze),
            ("trust", trust(self) == trust(new)),
            ("proposals", proposals == new.proposals && review == new.review),
            ("tag", environmentTag == new.environmentTag),
        ]
        return pairs.filter { !$0.1 }.map(\.0)
    }
}
