/// A pause stops every change of a runtime and of a tag, repairs too; a host's own is taken into the ledger.
///
/// What an interrupted re-creation had stopped is started again all the same (law 10): that is no change of what ran.
extension EnvironmentRun {
    /// The pauses in force: those of the ledger, and those that this host alone knows yet.
    var pauses: [Pause] {
        guard let now else { return [] }
        return Pause.ordered(state.pauses + brief.hostPauses).filter { $0.isInForce(at: now) }
    }

    /// Takes the pauses of this host into the ledger, so that every host obeys; nil where it has them.
    mutating func recordPauses(_ moment: Moment) -> [Action]? {
        let new = brief.hostPauses.filter { $0.isInForce(at: moment.wall) }
            .filter { !state.pauses.contains($0) }
        guard let first = new.first, let writer else { return nil }
        let standing = state.pauses.filter { $0.isInForce(at: moment.wall) }
        let entry = state.pausing(
            standing + new, first.words, by: first.who, run: writer.run, tip: brief.commit,
            at: moment.wall)
        let next = state.recording(entry)
        phase = .recordingPauses(next)
        return [append(entry, next)]
    }

    /// Whether the ledger has every pause of this host's file that has not ended: the file is not needed any more.
    var hasAllPauses: Bool {
        guard let now, writer != nil, !brief.hostPauses.isEmpty else { return false }
        return brief.hostPauses.allSatisfy { state.pauses.contains($0) || !$0.isInForce(at: now) }
    }

    /// A finding for each pause, so that everybody sees why nothing happens.
    var pauseFindings: [Finding] {
        pauses.map { pause in
            let subject = pause.subject(in: brief.environment.name)
            return Finding(
                .paused,
                message:
                    "\(subject) is paused \(pause.words); Pinion changes nothing of it until then, and repairs nothing; to "
                    + "end that, `pinion pause \(brief.environment.name) --end`")
        }
    }
}

extension Ruling {
    /// The same without what a person paused.
    func pausing(_ pauses: [Pause]) -> Ruling {
        guard !pauses.isEmpty else { return self }
        let isPaused = { (key: ContainerKey) in pauses.contains { $0.concerns(key.service) } }
        let changes = allowed.filter { !isPaused($0.key) }
        let tags = Self.following(
            changes, allowedTags.filter { !$0.pins.contains(where: isPaused) })
        guard changes.count + tags.count < allowed.count + allowedTags.count else { return self }
        let hasAny = !changes.isEmpty || !tags.isEmpty
        return Ruling(
            allowed: changes, allowedTags: tags,
            refusals: refusals + [.paused(pauses.map(\.words))],
            authorities: hasAny
                ? authorities : authorities.filter { $0.kind == .rewriteAccepted })
    }
}
