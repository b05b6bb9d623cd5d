import PinionModel
import PinionReading
import PinionSyntax

extension FileReading {
    /// Reads the retired environments.
    mutating func retired(_ node: YAMLNode) -> [Retirement] {
        guard let entries = node.entries else {
            refuse(
                node, as: "retired",
                want: "a mapping such as production: { reason: \"moved\", ledger: COMMIT }")
            return []
        }
        return entries.compactMap { retirement($0) }.sorted { $0.environment < $1.environment }
    }

    private mutating func retirement(_ entry: YAMLNode.Entry) -> Retirement? {
        let name = Environment.Name(parsing: entry.name)
        if name == nil {
            refuse(
                entry.key, "\(QuotedText(entry.name)) is no environment's name",
                "write the name that its folder had")
        }
        let known = ["reason", "ledger"]
        guard
            let fields = fields(
                of: entry.value, as: entry.name, "for the retired \(QuotedText(entry.name))",
                known: known)
        else { return nil }
        let want = "why it was given up"
        let reason = required("reason", in: fields, as: entry.name, want: want)
            .flatMap { text($0, as: "reason", want: want) }
        let tip = "where its ledger ended, a commit's 40 digits, as `pinion retire` writes it"
        let ledger = required("ledger", in: fields, as: entry.name, want: tip)
            .flatMap { commit($0, as: "ledger", want: tip) }
        guard let name, let reason, let ledger else { return nil }
        return Retirement(environment: name, reason: reason, ledger: ledger)
    }

    /// Reads how often looks are recorded, and after how long without one that is reported.
    mutating func looks(_ node: YAMLNode) -> LookSettings {
        let defaults = LookSettings()
        let known = ["every", "notice"]
        guard let fields = fields(of: node, as: "seen", "in `seen`", known: known) else {
            return defaults
        }
        // Gaps of up to an hour always count in a soak; looks that are recorded less often would
        // seem to be gaps.
        let every = fields["every"].flatMap {
            length($0, as: "every", from: .seconds(60), to: .seconds(1_800), want: "1m to 30m")
        }
        let notice = fields["notice"].flatMap {
            length(
                $0, as: "notice", from: .seconds(3_600), to: .seconds(31_536_000),
                want: "1h to 365d")
        }
        return LookSettings(every: every ?? defaults.every, notice: notice ?? defaults.notice)
    }

    private mutating func length(
        _ node: YAMLNode, as key: String, from least: Duration, to most: Duration, want: String
    ) -> Duration? {
        guard let value = duration(node, as: key) else { return nil }
        guard (least...most).contains(value) else {
            refuse(node, as: key, want: want)
            return nil
        }
        return value
    }

    private mutating func commit(_ node: YAMLNode, as key: String, want: String) -> CommitID? {
        // Forty digits without a letter are a number in YAML; the text is the same.
        guard let text = node.scalar, let id = CommitID(parsing: text) else {
            refuse(node, as: key, want: want)
            return nil
        }
        return id
    }

    /// Notes a mistake and returns false if this program does not meet the file's `requires`.
    ///
    /// Called before everything else, so that keys of a newer version are not reported as mistakes.
    mutating func meetsRequirement(_ root: YAMLNode) -> Bool {
        guard let node = root.entries?.first(where: { $0.name == "requires" })?.value else {
            return true
        }
        let want = "a range of versions of Pinion, such as \">=0.2\""
        guard let written = line(node, as: "requires", want: want) else { return false }
        do throws(VersionRange.Malformed) {
            let range = try VersionRange(parsing: written)
            guard let own = SemanticVersion(parsing: ProgramVersion.current), range.contains(own)
            else {
                refuse(
                    node,
                    "this repository requires Pinion \(written), and this is "
                        + ProgramVersion.current, "install a version that it allows")
                return false
            }
            return true
        } catch {
            refuse(node, "`requires` is \(QuotedText(written)): \(error)", "write \(want)")
            return false
        }
    }
}
