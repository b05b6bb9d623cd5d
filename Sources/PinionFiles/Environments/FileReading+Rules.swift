import PinionModel
import PinionReading
import PinionSyntax

/// The rules of one environment file, with the facts to compare with other environments.
struct RulesDraft {
    var rules: Rules
    /// The place that names the environment from which promotions come.
    var promotionSite: FilePosition?
}

extension FileReading {
    /// Reads all rules of an environment file; those with mistakes keep their default.
    mutating func rules(_ fields: Fields, isKnownZone: (String) -> Bool) -> RulesDraft {
        let promotion = fields["promotion"].flatMap { self.promotion($0) }
        let proposals = fields["proposals"].flatMap { self.proposals($0) }
        if let node = fields["trust"] { trust(node) }
        let unenforced = fields.present(of: ["trust"]).map {
            UnenforcedRule(key: $0.name, site: site(of: $0.key))
        }
        let rules = Rules(
            apply: fields["apply"].flatMap { choice($0, as: "apply") } ?? .never,
            untrackedIgnore: fields["untracked"].map { untracked($0) } ?? [],
            limits: fields["limits"].map { limits($0) } ?? Limits(),
            windows: fields["windows"].map { windows($0, isKnownZone: isKnownZone) } ?? [],
            freeze: fields["freeze"].flatMap { freeze($0) },
            environmentTag: fields["tag"].flatMap { tag($0, as: "tag") },
            promotion: promotion?.rule, proposals: proposals?.mode ?? .pullRequest,
            review: proposals?.options ?? PullRequestOptions(), unenforced: unenforced)
        return RulesDraft(rules: rules, promotionSite: promotion?.site)
    }

    private mutating func untracked(_ node: YAMLNode) -> [NamePattern] {
        let want = "a list of names, in which * stands for any characters"
        guard let fields = fields(of: node, as: "untracked", "in `untracked`", known: ["ignore"]),
            let ignore = required("ignore", in: fields, as: "untracked", want: want),
            let names = list(ignore, as: "ignore", want: want)
        else { return [] }
        return names.compactMap { word($0, as: "ignore", want: want) }.map { NamePattern($0) }
    }

    private mutating func limits(_ node: YAMLNode) -> Limits {
        let known = ["changes", "parallel", "timeout"]
        guard let fields = fields(of: node, as: "limits", "in `limits`", known: known) else {
            return Limits()
        }
        let defaults = Limits()
        return Limits(
            changes: fields["changes"].flatMap { number($0, as: "changes", in: 0...1_000_000) },
            parallel: fields["parallel"].flatMap { number($0, as: "parallel", in: 1...100) }
                ?? defaults.parallel,
            timeout: fields["timeout"].flatMap { duration($0, as: "timeout") } ?? defaults.timeout)
    }

    private mutating func freeze(_ node: YAMLNode) -> Freeze? {
        guard
            let fields = fields(of: node, as: "freeze", "in `freeze`", known: ["reason", "until"])
        else { return nil }
        let until = fields["until"].flatMap { date($0, as: "until") }
        let want = "why nothing new is applied"
        guard let node = required("reason", in: fields, as: "freeze", want: want),
            let reason = text(node, as: "reason", want: want)
        else { return nil }
        return Freeze(reason: reason, until: until)
    }

    private mutating func promotion(_ node: YAMLNode) -> (rule: Promotion, site: FilePosition)? {
        guard
            let fields = fields(
                of: node, as: "promotion", "in `promotion`", known: ["from", "soak"])
        else { return nil }
        let soak = fields["soak"].flatMap { duration($0, as: "soak") } ?? .zero
        let want = "the environment from which pins come"
        guard let from = required("from", in: fields, as: "promotion", want: want),
            let word = word(from, as: "from", want: want)
        else { return nil }
        guard let name = Environment.Name(parsing: word) else {
            refuse(
                from, "`from` is \(QuotedText(word)), which is no environment's name",
                "write the name of an environment's folder: up to 63 of a to z, 0 to 9 and -")
            return nil
        }
        return (Promotion(from: name, soak: soak), site(of: from))
    }

    private mutating func trust(_ node: YAMLNode) {
        let known = ["commits", "images"]
        guard let fields = fields(of: node, as: "trust", "in `trust`", known: known) else { return }
        let entries = fields.present(of: known)
        if entries.isEmpty {
            refuse(
                node, "`trust` says nothing",
                "add `commits` or `images` with the path of a key file")
        }
        for entry in entries {
            _ = relativePath(entry.value, as: entry.name, want: "the path of a key file")
        }
    }
}
