import PinionModel
import PinionReading
import PinionSyntax

extension FileReading {
    /// Reads an image reference with a digest; `name` is how commands name the pin.
    mutating func pinnedImage(
        _ node: YAMLNode, as key: String, of name: String
    ) -> PinnedImage? {
        let want = "registry/repository:tag@sha256:…"
        guard let value = textOfForm(node, as: key, want: want) else { return nil }
        do throws(ImageReference.Malformed) {
            let reference = try ImageReference(parsing: value)
            if let image = PinnedImage(reference) { return image }
            refuse(
                node, "\(QuotedText(value)) has no digest",
                "add the digest that you approve: \(value)@sha256:…; `docker buildx imagetools "
                    + "inspect \(value)` shows it, and where the tracked branch has a digest for "
                    + "this pin, `pinion propose \(folderName) \(name)=\(value)` finds the new one")
        } catch {
            refuse(node, "\(QuotedText(value)): \(error.problem)", error.remedy ?? "write \(want)")
        }
        return nil
    }

    /// The name of the environment whose folder the file is in.
    private var folderName: Substring { path.split(separator: "/").dropLast().last ?? "ENV" }

    mutating func digest(_ node: YAMLNode, as key: String) -> Digest? {
        let want = "sha256: and 64 hexadecimal digits"
        guard let value = textOfForm(node, as: key, want: want) else { return nil }
        do throws(Digest.Malformed) { return try Digest(parsing: value) } catch {
            refuse(node, "\(QuotedText(value)): \(error.problem)", error.remedy ?? "write \(want)")
            return nil
        }
    }

    /// Reads a tag's name.
    mutating func tag(_ node: YAMLNode, as key: String) -> ImageReference.Tag? {
        guard let value = line(node, as: key, want: "a tag's name") else { return nil }
        do throws(ImageReference.Malformed) {
            return try ImageReference.Tag(parsing: value)
        } catch {
            refuse(
                node, "`\(key)` is \(QuotedText(value)), which is no tag",
                "use up to 128 letters, digits, _ . or -, not starting with . or -")
            return nil
        }
    }

    /// Reads the rule that finds newer images for a pin.
    mutating func track(_ node: YAMLNode) -> Track? {
        let keys = ["versions", "semver", "regex", "tag"]
        let more = ["pattern", "order"]
        guard let fields = fields(of: node, as: "track", "in `track`", known: keys + more),
            let rule = exactlyOne(of: keys, in: fields, as: "track")
        else { return nil }
        let order = fields["order"].flatMap {
            choice($0, as: "order", of: TagOrder.allCases.map(\.rawValue))
        }.flatMap(TagOrder.init(rawValue:))
        for (name, owner) in [("order", "regex"), ("pattern", "versions")] where rule.name != owner
        {
            guard let key = fields.key(name) else { continue }
            refuse(
                key, "`\(name)` stands beside `\(rule.name)`",
                "leave it out: it belongs to `\(owner)`")
        }
        switch rule.name {
        case "versions": return versions(rule.value, pattern: fields["pattern"])
        case "semver": return versionRange(rule.value).map { .semver($0) }
        case "regex": return tagPattern(rule.value, as: "regex").map { .regex($0, order: order) }
        default: return tag(rule.value, as: "tag").map { .tag($0) }
        }
    }

    private mutating func versionRange(_ node: YAMLNode) -> VersionRange? {
        let want = "a range of versions, such as ^1.8"
        guard let value = line(node, as: "semver", want: want) else { return nil }
        do throws(VersionRange.Malformed) { return try VersionRange(parsing: value) } catch {
            let problem =
                "`semver` is \(QuotedText(value)), which is no range of versions: \(error)"
            refuse(node, problem, "write one such as ^1.8")
            return nil
        }
    }

    private mutating func versions(_ node: YAMLNode, pattern: YAMLNode?) -> Track? {
        let range = numericRange(node)
        guard let pattern else { return range.map { .versions($0, pattern: nil) } }
        guard let expression = tagPattern(pattern, as: "pattern") else { return nil }
        guard expression.groups.contains(Track.versionGroup) else {
            refuse(
                pattern,
                "`pattern` is \(QuotedText(expression.description)), in which no group is named "
                    + "`\(Track.versionGroup)`",
                "write (?<\(Track.versionGroup)>[0-9.]+) where the version stands")
            return nil
        }
        return range.map { .versions($0, pattern: expression) }
    }

    private mutating func numericRange(_ node: YAMLNode) -> NumericVersionRange? {
        let want = "a range of versions, such as >=1.27 <2"
        guard let value = line(node, as: "versions", want: want) else { return nil }
        do throws(VersionRange.Malformed) { return try NumericVersionRange(parsing: value) } catch {
            let problem =
                "`versions` is \(QuotedText(value)), which is no range of versions: \(error)"
            refuse(node, problem, "write one such as >=1.27 <2")
            return nil
        }
    }

    private mutating func tagPattern(_ node: YAMLNode, as key: String) -> TagPattern? {
        let want = "a regular expression for tags"
        guard let value = line(node, as: key, want: want) else { return nil }
        do throws(TagPattern.Malformed) { return try TagPattern(parsing: value) } catch {
            let problem =
                "`\(key)` is \(QuotedText(value)), which is no regular expression for tags: "
                + "\(error)"
            let group = key == "regex" ? "v([0-9]+)" : "(?<\(Track.versionGroup)>[0-9.]+)-alpine"
            refuse(node, problem, "write one such as \(group)")
            return nil
        }
    }
}
