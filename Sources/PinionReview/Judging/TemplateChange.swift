package import PinionModel

/// A stack's template file that a change touches, as the base and the head have it.
package struct TemplateChange: Hashable, Sendable {
    package let path: String
    /// The base's text.
    package let base: Reading
    /// The head's text.
    package let head: Reading

    /// The reading of one commit's text.
    package enum Reading: Hashable, Sendable {
        /// There is no such file.
        case missing
        /// The file is no template that can be read; the mistakes say why.
        case unreadable([FileMistake])
        /// The file is a template with this content.
        case read(TemplateText)
    }

    /// What the change makes worse: a container that newly floats, an image that is no longer
    /// known, a text that can no longer be read.
    package var violations: [Violation] { violations(arrived: []) }

    /// Returns the violations if containers of some names came into other templates of the change.
    fileprivate func violations(arrived: Set<TemplateText.Name>) -> [Violation] {
        switch head {
        case .missing where base != .missing:
            [
                Violation(
                    .fileInvalid, at: FilePosition(path: path, line: 1, column: 1),
                    "the template is not there any more, and environment.yaml names it; take it "
                        + "out of `templates` as well")
            ]
        case .missing: []
        case .unreadable(let mistakes):
            if case .unreadable = base { [] } else { mistakes.map { Violation($0) } }
        case .read(let text):
            text.newly(.floating, since: former).map {
                Violation(.templateFloating, at: $0.position, $0.sentence)
            }
                + text.lost(since: former, arrived: arrived).map { lost in
                    Violation(
                        .templateUnknown, at: lost.position,
                        "\(lost.sentence); \(Self.loss(lost)) before the change: write it out, or "
                            + "let who may merge without this check decide")
                }
        }
    }

    private static func loss(_ lost: TemplateText.Mention) -> String {
        switch lost.verdict {
        case .written: "nothing wrote it"
        case .opaque: "an image that is not here any more was known"
        case .pinned, .floating, .supplied, .unknown: "it was known"
        }
    }

    /// The names of containers that come into this template.
    fileprivate var arrivals: Set<TemplateText.Name> {
        if case .read(let text) = head { text.arrivals(since: former) } else { [] }
    }

    /// The notes on what floated before as well, and on what is unknown.
    package var notes: [String] { notes(arrived: []) }

    /// Returns the notes if containers of some names came into other templates of the change.
    fileprivate func notes(arrived: Set<TemplateText.Name>) -> [String] {
        switch (base, head) {
        case (.missing, .missing):
            ["the template \(path) is not there, and environment.yaml names it"]
        case (.unreadable, .unreadable(let mistakes)):
            mistakes.map { "as before the change: \($0)" }
        case (_, .read(let text)):
            text.mentions.filter { $0.verdict == .floating }.subtracting(
                text.newly(.floating, since: former)
            ).map { "as before the change: \($0.position): \($0.sentence)" }
                + text.unknown.subtracting(text.lost(since: former, arrived: arrived)).map { part in
                    let isOther = text.isOther(part, than: former)
                    return "cannot be judged: \(part.position): \(part.sentence)"
                        + (isOther ? "; it is another template than before the change" : "")
                }
        case (_, .missing), (_, .unreadable): []
        }
    }

    /// The base's text; `nil` if there is none that can be read.
    private var former: TemplateText? { if case .read(let text) = base { text } else { nil } }
}

extension [TemplateText.Mention] {
    fileprivate func subtracting(_ others: [TemplateText.Mention]) -> [TemplateText.Mention] {
        let others = Set(others)
        return filter { !others.contains($0) }
    }
}

extension Review {
    /// Returns a copy with the violations and notes of template files.
    package func adding(_ templates: [TemplateChange], notes more: [String] = []) -> Review {
        let arrivals = templates.indices.map { own in
            templates.indices.filter { $0 != own }.reduce(into: Set<TemplateText.Name>()) {
                $0.formUnion(templates[$1].arrivals)
            }
        }
        let judged = zip(templates, arrivals)
        return adding(
            violations: judged.flatMap { $0.violations(arrived: $1) },
            notes: judged.flatMap { $0.notes(arrived: $1) } + more)
    }
}
