import PinionModel
import PinionReading
import PinionSyntax

extension FileReading {
    /// Where proposals for a pin come from.
    mutating func track(_ node: YAMLNode) -> Track? {
        let keys = ["semver", "regex", "tag"]
        guard let fields = fields(of: node, as: "track", "in `track`", known: keys + ["order"]),
            let rule = exactlyOne(of: keys, in: fields, as: "track")
        else { return nil }
        let order = fields["order"].flatMap {
            choice($0, as: "order", of: TagOrder.allCases.map(\.rawValue))
        }.flatMap(TagOrder.init(rawValue:))
        if rule.name != "regex", let key = fields.key("order") {
            refuse(
                key, "`order` stands beside `\(rule.name)`", "leave it out: it belongs to `regex`")
        }
        switch rule.name {
        case "semver": return versionRange(rule.value).map { .semver($0) }
        case "regex": return tagPattern(rule.value).map { .regex($0, order: order) }
        default: return tag(rule.value, as: "tag").map { .tag($0) }
        }
    }

    private mutating func versionRange(_ node: YAMLNode) -> VersionRange? {
        let want = "a range of versions, such as ^1.8"
        guard let value = text(node, as: "semver", want: want) else { return nil }
        do throws(VersionRange.Malformed) { return try VersionRange(parsing: value) } catch {
            let problem =
                "`semver` is \(QuotedText(value)), which is no range of versions: \(error)"
            refuse(node, problem, "write one such as ^1.8")
            return nil
        }
    }

    private mutating func tagPattern(_ node: YAMLNode) -> TagPattern? {
        let want = "a regular expression for tags"
        guard let value = text(node, as: "regex", want: want) else { return nil }
        do throws(TagPattern.Malformed) { return try TagPattern(parsing: value) } catch {
            let problem =
                "`regex` is \(QuotedText(value)), which is no regular expression for tags: \(error)"
            refuse(node, problem, "write one such as v([0-9]+)")
            return nil
        }
    }
}
