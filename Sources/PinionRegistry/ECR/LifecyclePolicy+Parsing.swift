import PinionSyntax

extension LifecyclePolicy {
    /// Reads the JSON text that `GetLifecyclePolicy` returns; `nil` if it is not a policy.
    ///
    /// Unknown words are kept as unknown, so that their user can report them.
    init?(parsing text: String) {
        let root: JSONNode
        do throws(SyntaxError) {
            root = try JSONNode(parsing: Array(text.utf8), named: "lifecycle policy")
        } catch {
            return nil
        }
        guard let nodes = root["rules"]?.array else { return nil }
        var rules: [Rule] = []
        for node in nodes {
            guard let rule = Rule(node) else { return nil }
            let storage = node["selection"]?["storageClass"]?.string ?? "standard"
            if storage.lowercased() != "archive" { rules.append(rule) }
        }
        self.rules = rules.sorted { $0.priority < $1.priority }
    }
}

extension LifecyclePolicy.Rule {
    fileprivate init?(_ node: JSONNode) {
        guard let priority = node["rulePriority"]?.int, let selection = node["selection"] else {
            return nil
        }
        self.priority = priority
        comment = ShownText(node["description"]?.string ?? "", longest: 100).description
        self.selection = LifecyclePolicy.Selection(selection)
        count = LifecyclePolicy.Count(selection)
        action = LifecyclePolicy.Action(node["action"])
    }
}

extension LifecyclePolicy.Selection {
    fileprivate init(_ node: JSONNode) {
        switch node["tagStatus"]?.string {
        case "any": self = .any
        case "untagged": self = .untagged
        case "tagged":
            let patterns = (node["tagPatternList"]?.array ?? []).compactMap(\.string)
            let prefixes = (node["tagPrefixList"]?.array ?? []).compactMap(\.string)
            let all = patterns + prefixes.map { $0 + "*" }
            self = all.isEmpty ? .unknown : .tagged(all.map { TagWildcard($0) })
        default: self = .unknown
        }
    }
}

extension LifecyclePolicy.Count {
    /// A count above this is treated as unknown.
    private static let highest = 1_000_000

    fileprivate init(_ node: JSONNode) {
        let number = node["countNumber"]?.int ?? -1
        let isNumber = (0...Self.highest).contains(number)
        let isDays = (node["countUnit"]?.string ?? "days").lowercased().hasPrefix("day")
        switch node["countType"]?.string {
        case "imageCountMoreThan" where isNumber: self = .moreThan(number)
        case "sinceImagePushed" where isDays && isNumber: self = .daysSincePush(number)
        case "sinceImagePulled" where isDays && isNumber: self = .daysSincePull(number)
        default: self = .unknown
        }
    }
}

extension LifecyclePolicy.Action {
    fileprivate init(_ node: JSONNode?) {
        switch node?["type"]?.string {
        case "expire": self = .expire
        case "transition" where node?["targetStorageClass"]?.string?.lowercased() == "archive":
            self = .archive
        default: self = .unknown
        }
    }
}
