import PinionModel

/// The pull request that a commit's message names as its origin.
package struct PullRequestMention: Hashable, Sendable, CustomStringConvertible {
    package let number: Int
    /// The project, if the message names it: GitLab's `group/project`.
    package let project: String?
    /// Whether the forge calls it a merge request, and writes `!`.
    package let isMergeRequest: Bool

    package init(number: Int, project: String? = nil, isMergeRequest: Bool = false) {
        (self.number, self.project, self.isMergeRequest) = (number, project, isMergeRequest)
    }

    /// The usual notation: `#12`, `group/project!12`.
    package var description: String { "\(project ?? "")\(isMergeRequest ? "!" : "#")\(number)" }

    /// Finds the mention that a forge wrote; `nil` if there is none.
    ///
    /// GitHub writes `Merge pull request #12 from …`, and `… (#12)` when it squashes. Gitea writes
    /// `Merge pull request '…' (#12) from …`. GitLab ends the message with
    /// `See merge request group/project!12`. Bitbucket writes `Merged in … (pull request #12)` or
    /// `Pull request #12: …`, Azure DevOps `Merged PR 12: …`.
    package init?(inMessage message: String) {
        let lines = message.split(whereSeparator: \.isNewline)
        let request = lines.last { $0.hasPrefix(Self.gitLab) }?.dropFirst(Self.gitLab.count)
        if let request, let mark = request.lastIndex(of: "!"),
            let number = Self.number(request[request.index(after: mark)...])
        {
            let project = String(request[..<mark])
            self.init(
                number: number, project: project.isEmpty ? nil : project, isMergeRequest: true)
        } else if let subject = lines.first, let number = Self.number(inSubject: subject) {
            self.init(number: number)
        } else {
            return nil
        }
    }

    private static let gitLab = "See merge request "
    private static let merge = "Merge pull request "

    private static func number(inSubject subject: Substring) -> Int? {
        if subject.hasPrefix(merge) {
            let rest = subject.dropFirst(merge.count)
            if rest.hasPrefix("#") { return number(rest.dropFirst().prefix { $0 != " " }) }
            guard let from = rest.ranges(of: ") from ").last else { return nil }
            return number(inParentheses: rest[...from.lowerBound])
        }
        for start in ["Merged PR ", "Pull request #"] where subject.hasPrefix(start) {
            let rest = subject.dropFirst(start.count)
            return rest.firstIndex(of: ":").flatMap { number(rest[..<$0]) }
        }
        var rest = subject
        while rest.last == " " { rest.removeLast() }
        return number(inParentheses: rest)
    }

    /// Returns the number from a text that ends in `(#12)`.
    private static func number(inParentheses text: Substring) -> Int? {
        guard text.hasSuffix(")"),
            let open = text.ranges(of: "(#").last ?? text.ranges(of: "(pull request #").last
        else { return nil }
        return number(text[open.upperBound...].dropLast())
    }

    private static func number(_ digits: Substring) -> Int? {
        guard (1...9).contains(digits.utf8.count),
            digits.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(digits)
    }
}
