extension EnvironmentRun {
    /// Puts the environment's tag on the pins that are in step, where it is not there yet.
    mutating func moveTags(_ moment: Moment) -> [Action] {
        guard writer != nil, refusals.isEmpty, brief.environment.rules.unenforced.isEmpty,
            let tag = brief.environment.rules.environmentTag
        else { return finish() }
        let pins = taggable()
        let unknown = pins.values.map {
            RegistryQuestion.resolve(ImageReference(repository: $0.repository, tag: tag))
        }.filter { !answers.holds($0) }
        guard unknown.isEmpty else {
            phase = .tagging([])
            return [.ask(Set(unknown))]
        }
        let misplaced = pins.values.filter { isMisplaced($0, tag) }.sorted()
        guard misplaced.isEmpty else {
            phase = .tagging(misplaced)
            return [.tag(misplaced, as: tag)]
        }
        return recordTags(moment)
    }

    /// The pins that are in step, one for each repository.
    private func taggable() -> [ImageReference.Repository: PinnedImage] {
        let pins = (assessment?.inStep ?? [:]).sorted { $0.key < $1.key }.map(\.value)
        return Dictionary(pins.map { ($0.repository, $0) }, uniquingKeysWith: { one, _ in one })
    }

    private func isMisplaced(_ pin: PinnedImage, _ tag: ImageReference.Tag) -> Bool {
        switch answers[.resolve(ImageReference(repository: pin.repository, tag: tag))] {
        case .digest(let digest): digest != pin.digest
        case .absent: true
        case .members, .present, .expiry, .unanswered: false
        }
    }

    mutating func takeTags(_ outcomes: [TagOutcome], _ moment: Moment) -> [Action] {
        guard let tag = brief.environment.rules.environmentTag else { return finish() }
        for outcome in outcomes {
            let tagged = ImageReference(repository: outcome.image.repository, tag: tag)
            if let failure = outcome.failure {
                extraFindings.append(
                    Finding(
                        .environmentTagMoved,
                        message:
                            "the tag \(tagged.familiar) could not be put on "
                            + "\(outcome.image.digest): \(failure)"
                    ))
            } else {
                answers.merge(
                    RegistryAnswers([.resolve(tagged): .digest(outcome.image.digest)]))
            }
        }
        return recordTags(moment)
    }

    /// Records where the tags stand, and what is found with them there.
    private mutating func recordTags(_ moment: Moment) -> [Action] {
        let placed = taggable().mapValues(\.digest).filter(isSeen)
        let tagged = placed.filter { state.tags[$0.key] != $0.value }
        let before = state
        state.tags.merge(placed) { _, new in new }
        let seen = Assessor.assess(subject, answers: answers).assessment
        state = before
        assessment = seen
        guard !tagged.isEmpty || Set(seen.findingKeys) != Set(state.findings.keys) else {
            return finish()
        }
        let entry = observation(
            RecordedObservation(
                commit: brief.commit, baseline: [:], findings: seen.findingKeys, tags: tagged),
            moment)
        let next = state.recording(entry, sighting: sighting)
        phase = .recordingObservation(next, isLast: true)
        return [append(entry, next)]
    }

    private func isSeen(_ repository: ImageReference.Repository, _ digest: Digest) -> Bool {
        guard let tag = brief.environment.rules.environmentTag else { return false }
        return answers[.resolve(ImageReference(repository: repository, tag: tag))]
            == .digest(digest)
    }
}
