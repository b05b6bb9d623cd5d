import PinionModel
package import PinionReview

/// A review as Markdown: the comment of a pull request.
package enum CheckMarkdown {
    /// Returns the review, with a line end, in at most `limit` UTF-16 code units.
    ///
    /// If it does not fit, whole parts are left out, and the text says so: first plans, then notes,
    /// then changes; violations are kept the longest.
    package static func text(of review: Review, limit: Int = .max) -> String {
        let parts = Self.parts(of: review)
        let all = parts.map(\.text).joined()
        guard all.utf16.count > limit else { return all }
        let closing =
            "\nParts of this report are left out, since no more than \(limit) characters are "
            + "allowed here; the log of the check has them all.\n"
        var room = limit - closing.utf16.count
        var kept: Set<Int> = []
        let order = parts.indices.sorted {
            (parts[$0].rank.rawValue, $0) < (parts[$1].rank.rawValue, $1)
        }
        for index in order {
            let length = parts[index].text.utf16.count
            guard length <= room else { continue }
            room -= length
            kept.insert(index)
        }
        return parts.indices.filter(kept.contains).map { parts[$0].text }.joined() + closing
    }

    /// Returns the text about a change that was not judged.
    package static func text(of reason: String) -> String {
        "### Pinion: not judged\n\n\(Markdown.escaped(reason))\n"
    }

    /// A part that is shown whole or not at all.
    private struct Part {
        let rank: Rank
        let text: String

        init(_ rank: Rank, _ lines: [String]) {
            self.rank = rank
            text = lines.map { $0 + "\n" }.joined()
        }
    }

    /// The order in which parts are kept.
    private enum Rank: Int {
        case heading
        case violation
        case change
        case note
        case plan
    }

    private static func parts(of review: Review) -> [Part] {
        let heading = "### Pinion: \(Markdown.escaped(CheckWords.verdict(of: review)))"
        return [Part(.heading, [heading])] + list(review.violations, review.notes)
            + review.environments.flatMap(parts)
    }

    private static func parts(of review: EnvironmentReview) -> [Part] {
        let change = review.change == .kept ? "" : ", \(review.change.rawValue)"
        let heading = "#### \(Markdown.code(review.name)): \(review.verdict.words)\(change)"
        let changes = review.differences.map { Part(.change, ["- \(difference($0))"]) }
        let blank = changes.isEmpty ? [] : [Part(.change, [""])]
        return [Part(.heading, ["", heading])] + list(review.violations, review.notes) + blank
            + changes + plan(review.plan)
    }

    private static func list(_ violations: [Violation], _ notes: [String]) -> [Part] {
        let lines =
            violations.map { (Rank.violation, "- \(violation($0))") }
            + notes.map { (Rank.note, "- \(Markdown.escaped($0))") }
        guard let first = lines.first else { return [] }
        return [Part(first.0, [""])] + lines.map { Part($0.0, [$0.1]) }
    }

    private static func violation(_ violation: Violation) -> String {
        let position = violation.position.map { " \(Markdown.code($0.description))" } ?? ""
        let pin = violation.pin.map { " \(Markdown.code($0.description)):" } ?? ""
        return "**\(violation.kind.weight.words)** \(violation.kind.rawValue)\(position)\(pin) "
            + Markdown.escaped(violation.sentence)
    }

    private static func difference(_ difference: PinDifference) -> String {
        let name = Markdown.code(difference.key.description)
        return switch difference.kind {
        case .added(let image): "\(name) added: \(code(image))"
        case .removed(let image): "\(name) removed: \(code(image))"
        case .moved(let old, let new): "\(name) moved: \(code(old)) → \(code(new))"
        case .retagged, .held, .released, .tracked, .renamed:
            "\(name) \(Markdown.escaped(CheckWords.words(difference).description))"
        }
    }

    private static func code(_ image: PinnedImage) -> String {
        Markdown.code(image.reference.familiar)
    }

    private static func plan(_ plan: PlanPreview) -> [Part] {
        let lines = TextStyle.plain.lines(of: CheckText.plan(plan))
        guard case .seen = plan else {
            return [Part(.plan, ["", Markdown.escaped(lines.joined(separator: " "))])]
        }
        let details = lines.count > 1 ? Markdown.block(Array(lines.dropFirst())) : []
        let heading = lines.first.map(Markdown.escaped) ?? ""
        return [Part(.plan, ["", heading] + (details.isEmpty ? [] : [""] + details))]
    }
}
