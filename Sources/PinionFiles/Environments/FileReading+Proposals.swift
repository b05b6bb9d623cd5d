import PinionModel
import PinionReading
import PinionSyntax

extension FileReading {
    /// Reads how proposals reach the tracked branch: a word, or a mapping with options.
    mutating func proposals(_ node: YAMLNode) -> (mode: ProposalMode, options: PullRequestOptions)?
    {
        let known = ["mode", "labels", "reviewers", "draft", "auto-merge"]
        guard node.scalar == nil else {
            return choice(node, as: "proposals").map { ($0, PullRequestOptions()) }
        }
        guard let fields = fields(of: node, as: "proposals", "in `proposals`", known: known) else {
            return nil
        }
        guard !fields.present(of: known).isEmpty else {
            refuse(
                node, "`proposals` says nothing",
                "add `labels`, `reviewers`, `draft` or `auto-merge`, or write pull-request")
            return nil
        }
        let options = PullRequestOptions(
            labels: fields["labels"].map { texts($0, as: "labels", want: "a list of labels") }
                ?? [],
            reviewers: fields["reviewers"].map {
                texts(
                    $0, as: "reviewers", want: "a list of users, and of teams as organization/team")
            } ?? [],
            isDraft: fields["draft"].flatMap { truth($0, as: "draft") } ?? false,
            autoMerges: fields["auto-merge"].flatMap { truth($0, as: "auto-merge") } ?? false)
        return (fields["mode"].flatMap { choice($0, as: "mode") } ?? .pullRequest, options)
    }

    /// Reads a list of distinct short texts, each on one line.
    private mutating func texts(_ node: YAMLNode, as key: String, want: String) -> [String] {
        guard let nodes = list(node, as: key, want: want) else { return [] }
        var texts: [String] = []
        for node in nodes {
            guard let text = line(node, as: key, want: want) else { continue }
            let isPlain = text.unicodeScalars.allSatisfy { scalar in
                scalar.properties.generalCategory != .control
                    && scalar.properties.generalCategory != .format && scalar != ","
            }
            guard isPlain, (1...255).contains(text.utf16.count), text.first != " " else {
                refuse(node, as: key, want: want)
                continue
            }
            if texts.contains(text) {
                refuse(node, "`\(key)` has \(QuotedText(text)) twice", "take one out")
            } else {
                texts.append(text)
            }
        }
        return texts
    }
}
