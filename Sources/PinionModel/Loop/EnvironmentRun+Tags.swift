extension EnvironmentRun {
    /// Puts the environment's tag on the pins that are in step, where it is not there yet.
    mutating func moveTags(_ moment: Moment) -> [Action] {
        guard brief.writer != nil, refusals.isEmpty,
            let tag = brief.environment.rules.environmentTag, let assessment
        else { return finish() }
        let pins = Dictionary(
            assessment.inStep.values.map { ($0.repository, $0) }, uniquingKeysWith: { one, _ in one })
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
        return recordTags(pins.mapValues(\.digest), moment)
    }

    private func isMisplaced(_ pin: PinnedImage, _ tag: ImageReference.Tag) -> Bool {
        switch answers[.resolve(ImageReference(repository: pin.repository, tag: tag))] {
        case .digest(let digest): digest != pin.digest
        case .absent: true
        case .members, .present, .unanswered: false
        }
    }

    mutating func takeTags(_ outcomes: [TagOutcome], _ moment: Moment) -> [Action] {
        guard let tag = brief.environment.rules.environmentTag else { return finish() }
        var put: [ImageReference.Repository: Digest] = [:]
        for outcome in outcomes {
            let tagged = ImageReference(repository: outcome.image.repository, tag: tag)
            if let failure = outcome.failure {
                extraFindings.append(
                    Finding(
                        .environmentTagMoved,
                        message: "the tag \(tagged.familiar) could not be put on \(outcome.image.digest): \(failure)"))
            } else {
                put[outcome.image.repository] = outcome.image.digest
                answers.merge(
                    RegistryAnswers([.resolve(tagged): .digest(outcome.image.digest)]))
            }
        }
        return recordTags(put, moment)
    }

    private mutating func recordTags(
        _ positions: [ImageReference.Repository: Digest], _ moment: Moment
    ) -> [Action] {
        let tagged = positions.filter { repository, digest in
            state.tags[repository] != digest && isSeen(repository, digest)
        }
        guard !tagged.isEmpty else { return finish() }
        let seen = RecordedObservation(
            commit: brief.commit, baseline: [:], findings: state.findings.keys.sorted(),
            tags: tagged)
        let entry = observation(seen, moment)
        var next = state.recording(entry)
        next.findings = next.findings.filter { $0.key.kind != .environmentTagMoved }
        let before = state
        state = next
        assessment = Assessor.assess(subject, answers: answers).assessment
        state = before
        phase = .recordingObservation(next, isLast: true)
        return [append(entry, next)]
    }

    private func isSeen(_ repository: ImageReference.Repository, _ digest: Digest) -> Bool {
        guard let tag = brief.environment.rules.environmentTag else { return false }
        return answers[.resolve(ImageReference(repository: repository, tag: tag))] == .digest(digest)
    }
}
