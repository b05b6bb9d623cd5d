package import PinionModel

extension Proposal {
    /// The subject and title, at most 72 characters: `production: move web to 1.9.0`.
    package var subject: String { oneLine("\(environment): \(summary)", atMost: 71) }

    /// Returns the whole commit message: the subject, a line for each change, and the trailers.
    ///
    /// The same proposal gives the same bytes. Text by others is on one line, after Pinion's own
    /// words, so that it can neither begin a trailer nor end the block of trailers. Only the first
    /// of very many changes are listed, so that the message stays below 32 KiB: Pinion before 0.2
    /// reads commits of 64 KiB at most, and a git host may squash it with the pull request's text.
    package func message(intent: Digest) -> String {
        let lines = (retirementLines + changes.map(line)).map { "- " + $0 }.fitting(into: 10_000)
        let more = changes.count - lines.count
        let rest = more > 0 ? ["- and \(plural(more, "more change"))"] : []
        return ([subject, ""] + lines + rest + [""] + trailers(intent: intent))
            .map { $0 + "\n" }.joined()
    }

    /// The proposal in a few words, without the environment.
    package var summary: String {
        let moved = changes.filter { $0.aspect == .image }
        switch purpose {
        case .propose: return "move " + Self.naming(moved, as: "pin", Self.target)
        case .bump: return "bump " + Self.naming(moved, as: "pin", Self.target)
        case .promote(let from):
            return "promote \(Self.naming(moved, as: "pin", Self.target)) from \(from)"
        case .adopt: return "pin \(Self.naming(moved, as: "service") { _ in "" }) to what runs"
        case .rollback: return "roll back " + Self.naming(moved, as: "pin", Self.target)
        case .hold: return holdSummary
        case .retire: return "retire the environment"
        case .rehost: return "move to another machine"
        }
    }

    /// The sentences about a retirement or a move to another machine.
    package var retirementLines: [String] {
        if case .rehost(let move) = purpose {
            let former = move.former.map { "from the machine \($0) " } ?? ""
            return ["\(former)to the machine \(move.machine); its ledger goes on"]
        }
        guard case .retire(let retirement) = purpose else { return [] }
        return [
            "retired at the ledger's commit \(retirement.ledger): "
                + "\(oneLine(retirement.reason, atMost: 500))"
        ]
    }

    private var holdSummary: String {
        guard let change = changes.first, changes.count == 1 else {
            return "change \(plural(changes.count, "hold"))"
        }
        if case .release(let key) = change { return "release \(key)" }
        return "hold \(change.key)"
    }

    private static func naming(
        _ changes: [PinChange], as noun: String, _ detail: (PinChange) -> String
    ) -> String {
        guard let change = changes.first, changes.count == 1 else {
            return plural(changes.count, noun)
        }
        return "\(change.key)\(detail(change))"
    }

    private static func target(_ change: PinChange) -> String {
        guard case .move(_, _, let image) = change else { return "" }
        return " to \(image.shortName)"
    }
}

// MARK: Lines and trailers

extension Proposal {
    /// Returns one change and its origin, for people; at most a few hundred characters.
    func line(of change: PinChange) -> String {
        let origin = origins[change.key].map { ", " + $0.line } ?? ""
        switch change {
        case .move(let key, let old, let new):
            let target =
                old.repository == new.repository
                ? new.nameForPeople : "\(new.repository.familiar) \(new.nameForPeople)"
            return "\(key): \(old.repository.familiar) \(old.nameForPeople) to \(target)\(origin)"
        case .hold(let key, let hold): return "\(key): \(hold.words())"
        case .release(let key): return "\(key): the hold is taken off"
        case .add(let service):
            let images = service.pins.map { pin in
                (pin.container.map { "\($0) " } ?? "")
                    + "\(pin.image.repository.familiar) \(pin.image.nameForPeople)"
            }
            return "\(service.name): pinned to \(images.joined(separator: ", "))\(origin)"
        }
    }

    private func trailers(intent: Digest) -> [String] {
        let moved = changes.compactMap { change -> String? in
            guard case .move(let key, let old, _) = change else { return nil }
            return "Pinion-From: \(key) \(old.digest)"
        }
        let sources = Set(changes.map(\.key)).sorted().compactMap { key in
            origins[key].map { "\(Self.sourceToken): \(key) \($0.line)" }
        }
        let kept = moved.fitting(into: 9_000) + sources.fitting(into: 9_000)
        let omitted = moved.count + sources.count - kept.count
        return ["Pinion-Purpose: \(purpose.word)", "Pinion-Environment: \(environment)"] + kept
            + (omitted > 0 ? ["Pinion-Omitted: \(plural(omitted, "trailer"))"] : [])
            + (override.map { ["Pinion-Override: \(oneLine($0.description, atMost: 300))"] } ?? [])
            + ["Pinion-Intent: \(intent.hex)"]
    }

    private static let sourceToken = "Pinion-Source"

    /// Returns the origins in the messages of the proposal's commits, by pin; the first wins.
    package static func origins(in messages: [String]) -> [PinKey: ChangeOrigin] {
        var origins: [PinKey: ChangeOrigin] = [:]
        let lines = messages.flatMap { CommitTrailers(parsing: $0).values(of: sourceToken) }
        for line in lines {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2, let key = PinKey(parsing: words[0]), origins[key] == nil else {
                continue
            }
            origins[key] = ChangeOrigin(clause: oneLine(words[1], atMost: ChangeOrigin.longest))
        }
        return origins
    }
}

extension [String] {
    /// Returns the first lines that fit into some bytes.
    fileprivate func fitting(into bytes: Int) -> [String] {
        var rest = bytes
        return Array(
            prefix {
                rest -= $0.utf8.count + 1
                return rest >= 0
            })
    }
}

extension PinKey {
    /// Reads `SERVICE` or `SERVICE/CONTAINER`; `nil` if a part is missing or cannot be a name.
    package init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let service = Service.Name(parsing: first) else {
            return nil
        }
        guard parts.count == 2 else {
            self.init(service: service)
            return
        }
        guard !parts[1].isEmpty, !parts[1].contains("/") else { return nil }
        self.init(service: service, container: String(parts[1]))
    }
}

extension ChangeOrigin {
    /// The most characters of an origin's line.
    static let longest = 500

    /// The clause and the labels' content, on one line.
    package var line: String {
        oneLine(([clause] + labels.clauses).joined(separator: "; "), atMost: Self.longest)
    }
}

extension ImageLabels {
    /// The labels as clauses, each cut short: `version 1.9.0`, `commit 1a2b3c4`, `from https://…`.
    package var clauses: [String] {
        [
            version.map { "version \(oneLine($0, atMost: 60))" },
            revision.map { "commit \(oneLine($0, atMost: 60))" },
            source.map { "from \(oneLine($0, atMost: 200))" },
        ].compactMap(\.self)
    }
}
