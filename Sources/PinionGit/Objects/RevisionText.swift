import PinionModel

/// A revision as people write it: a name, and steps from the commit that it names.
///
/// gitrevisions(7), "Specifying Revisions". Read here and not by libgit2's `revparse`, which walks
/// whole histories for some texts, and evaluates what a pull request may have named. Followed are
/// `@`, `@{upstream}`, `@{u}`, `^`, `^N`, `~`, `~N`, `^{commit}`, `^{}` and `^0`.
struct RevisionText: Hashable, Sendable {
    /// A step from one commit to another.
    enum Step: Hashable, Sendable {
        /// The parent of this number, from 1.
        case parent(Int)
        /// So many first parents.
        case ancestors(Int)
    }

    /// A branch, tag, ref or id; `HEAD` if the text is or begins with `@`.
    let name: String
    /// Whether the branch that the name's branch follows is meant.
    let isUpstream: Bool
    let steps: [Step]

    /// The most commits that steps may go back.
    static let farthest = 10_000

    /// Reads a text; a name is not checked.
    init(parsing text: String) throws(SourceError) {
        // No ref's name has any of these (git-check-ref-format(1), rules 3 to 9).
        let end = Self.firstOperator(in: text) ?? text.endIndex
        let written = text[..<end]
        guard !written.isEmpty || text.hasPrefix("@{") else { throw Self.refusal(of: text) }
        var rest = text[end...]
        var upstream = false
        if rest.hasPrefix("@{"), let close = rest.firstIndex(of: "}") {
            let word = rest[rest.index(rest.startIndex, offsetBy: 2)..<close].lowercased()
            guard word == "u" || word == "upstream" else { throw Self.refusal(of: text) }
            upstream = true
            rest = rest[rest.index(after: close)...]
        }
        var steps: [Step] = []
        while let sign = rest.popFirst() {
            guard sign == "^" || sign == "~" else { throw Self.refusal(of: text) }
            if sign == "^", rest.hasPrefix("{") {
                guard rest.hasPrefix("{}") || rest.hasPrefix("{commit}"),
                    let close = rest.firstIndex(of: "}")
                else { throw Self.refusal(of: text) }
                rest = rest[rest.index(after: close)...]
                continue
            }
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            guard let number = digits.isEmpty ? 1 : Int(digits), number <= Self.farthest else {
                throw Self.refusal(of: text)
            }
            guard number > 0 else { continue }
            steps.append(sign == "^" ? .parent(number) : .ancestors(number))
        }
        let distance = steps.reduce(0) { sum, step in
            if case .ancestors(let number) = step { sum + number } else { sum + 1 }
        }
        guard distance <= Self.farthest else { throw Self.refusal(of: text) }
        name = written.isEmpty || written == "@" ? "HEAD" : String(written)
        (isUpstream, self.steps) = (upstream, steps)
    }

    /// Whether nothing but a name is written.
    var isPlain: Bool { !isUpstream && steps.isEmpty }

    private static func firstOperator(in text: String) -> String.Index? {
        let signs = text.indices.first { "^~:".contains(text[$0]) }
        let at = text.firstRange(of: "@{")?.lowerBound
        let dots = text.firstRange(of: "..")?.lowerBound
        return [signs, at, dots].compactMap(\.self).min()
    }

    private static func refusal(of text: String) -> SourceError {
        .noSuchRevision(
            "single commit \(text.quoted) that Pinion reads",
            remedy: "name it by a branch, a tag, a ref, HEAD or an id, with ~N, ^N or @{upstream} "
                + "behind it; for anything else `git rev-parse` gives the id")
    }
}
