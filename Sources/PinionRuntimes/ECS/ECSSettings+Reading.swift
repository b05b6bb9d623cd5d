import PinionAWS
import PinionModel
package import PinionReading
import PinionSyntax

extension ECSSettings {
    /// Reads settings; names must have AWS's form, as they become part of a host name or a request.
    package init?(_ fields: Fields, _ reading: inout FileReading) {
        guard let settings = reading.ecs(fields) else { return nil }
        self = settings
    }
}

extension FileReading {
    private static let scopes = ["services", "tag", "all"]
    private static let mostNames = 1_000

    /// Reads the block; returns `nil` if it has a mistake.
    fileprivate mutating func ecs(_ fields: Fields) -> ECSSettings? {
        let before = mistakes.count
        let cluster = required("cluster", in: fields, as: "ecs", want: Self.clusterWant)
            .flatMap { self.cluster($0) }
        let region = fields["region"].flatMap {
            textOfForm($0, as: "region", want: "a region, such as ap-southeast-2", Self.isRegion)
        }
        if let node = fields["region"], let region, let cluster {
            refuseOtherRegion(region, than: cluster, at: node)
        }
        let id = fields["id"].flatMap {
            textOfForm($0, as: "id", want: Self.idWant, Self.isClusterARN)
        }
        let route = fields["through"].flatMap { self.route($0) }
        let count = fields["desired-count"].flatMap { self.count($0) }
        let stacks = fields["stacks"].map { self.stacks($0) } ?? [:]
        let templates = fields["templates"].map { self.templates($0) } ?? [:]
        let pipelines = fields["pipelines"].map { self.pipelines($0) } ?? []
        let scope = exactlyOne(of: Self.scopes, in: fields, as: "ecs").flatMap {
            self.scope(of: $0)
        }
        if let scope, let node = fields["stacks"] { refuseStrangers(in: node, to: scope) }
        guard mistakes.count == before, let cluster, let scope else { return nil }
        return ECSSettings(
            region: region, cluster: cluster, scope: scope, route: route ?? .service,
            count: count ?? .service, stacks: stacks, templates: templates, pipelines: pipelines,
            id: id)
    }

    // MARK: Where it is

    private static let clusterWant = "the cluster's name or ARN, such as prod"
    private static let idWant =
        "the cluster's ARN, such as arn:aws:ecs:ap-southeast-2:123456789012:cluster/prod"

    private mutating func cluster(_ node: YAMLNode) -> String? {
        textOfForm(node, as: "cluster", want: Self.clusterWant) {
            Self.isName($0, with: "-_", upTo: 255) || Self.isClusterARN($0)
        }
    }

    private mutating func refuseOtherRegion(
        _ region: String, than cluster: String, at node: YAMLNode
    ) {
        guard let other = ECSSettings.region(ofARN: cluster), other != region else { return }
        refuse(
            node, "`region` is `\(region)`, and the cluster's ARN is of \(QuotedText(other))",
            "leave `region` out")
    }

    // MARK: What of it

    private mutating func scope(of entry: YAMLNode.Entry) -> ECSScope? {
        switch entry.name {
        case "services": services(entry.value).map { .services($0) }
        case "tag": tag(entry.value).map { .tag($0) }
        default: all(entry.value) ? .all : nil
        }
    }

    private mutating func services(_ node: YAMLNode) -> [NamePattern]? {
        let want = "a list of services, in which * stands for any characters"
        let each =
            "a service's name of letters, digits, - and _, in which * stands for any characters"
        guard let names = shortList(node, as: "services", want: want) else { return nil }
        let patterns = names.compactMap {
            textOfForm($0, as: "services", want: each) { Self.isName($0, with: "-_*", upTo: 255) }
        }
        return patterns.isEmpty ? nil : patterns.map { NamePattern($0) }
    }

    private mutating func tag(_ node: YAMLNode) -> String? {
        textOfForm(node, as: "tag", want: "a tag of services as key or key=value") { value in
            !value.hasPrefix("=") && value.utf8.count <= 1_024
                && value.unicodeScalars.allSatisfy {
                    $0.properties.generalCategory != .control
                        && $0.properties.generalCategory != .format
                }
        }
    }

    // MARK: How it is changed

    private mutating func route(_ node: YAMLNode) -> ECSRoute? {
        choice(node, as: "through", of: ECSRoute.allCases.map(\.rawValue))
            .flatMap { ECSRoute(rawValue: $0) }
    }

    private mutating func count(_ node: YAMLNode) -> ECSCount? {
        choice(node, as: "desired-count", of: ECSCount.allCases.map(\.rawValue))
            .flatMap { ECSCount(rawValue: $0) }
    }

    private mutating func stacks(_ node: YAMLNode) -> [String: String] {
        let want = "a mapping of services to stacks, such as { web: shop-prod }"
        let entries = names(of: node, as: "stacks", want: want) {
            Self.isName($0, with: "-_", upTo: 255)
        }
        return table(
            entries.map { entry in
                (
                    entry.name,
                    textOfForm(entry.value, as: entry.name, want: "a stack's name", Self.isStack)
                )
            })
    }

    private mutating func templates(_ node: YAMLNode) -> [String: String] {
        let want = "a mapping of stacks to template files, such as { shop-prod: infra/shop.yaml }"
        let path = "the path of a template file, such as infra/shop.yaml"
        let entries = names(of: node, as: "templates", want: want, Self.isStack)
        return table(entries.map { ($0.name, relativePath($0.value, as: $0.name, want: path)) })
    }

    private mutating func pipelines(_ node: YAMLNode) -> [String] {
        let want = "a list of pipelines"
        let each = "a pipeline's name of letters, digits, ., @, - and _"
        return (shortList(node, as: "pipelines", want: want) ?? []).compactMap {
            textOfForm($0, as: "pipelines", want: each) { Self.isName($0, with: ".@-_", upTo: 100) }
        }
    }

    /// Refuses stacks for services outside the scope, whose names are probably misspelt.
    private mutating func refuseStrangers(in node: YAMLNode, to scope: ECSScope) {
        guard case .services(let patterns) = scope else { return }
        for entry in node.entries ?? []
        where Self.isName(entry.name, with: "-_", upTo: 255)
            && !patterns.contains(where: { $0.matches(entry.name) })
        {
            let guess = nearest(to: entry.name, among: patterns.map(\.description))
            refuse(
                entry.key,
                "`stacks` names \(QuotedText(entry.name)), which is not among `services`",
                guess.map { "did you mean `\($0)`?" } ?? "add it there, or remove it here")
        }
    }

    // MARK: Forms

    /// Reads a text that must have a certain form.
    private mutating func textOfForm(
        _ node: YAMLNode, as key: String, want: String, _ isTaken: (String) -> Bool
    ) -> String? {
        guard let value = line(node, as: key, want: want) else { return nil }
        guard isTaken(value) else {
            refuse(node, as: key, want: want)
            return nil
        }
        return value
    }

    /// Returns the entries of a mapping that must not be empty and whose keys must have a form.
    private mutating func names(
        of node: YAMLNode, as key: String, want: String, _ isTaken: (String) -> Bool
    ) -> [YAMLNode.Entry] {
        guard let entries = node.entries else {
            refuse(node, as: key, want: want)
            return []
        }
        if entries.isEmpty {
            refuse(node, "`\(key)` is an empty mapping", "write \(want), or remove it")
        }
        return entries.filter { entry in
            guard !isTaken(entry.name) else { return true }
            refuse(entry.key, "`\(key)` names \(QuotedText(entry.name))", "write \(want)")
            return false
        }
    }

    private mutating func shortList(_ node: YAMLNode, as key: String, want: String) -> [YAMLNode]? {
        guard let elements = list(node, as: key, want: want) else { return nil }
        guard elements.count <= Self.mostNames else {
            refuse(
                node, "`\(key)` names \(elements.count), more than \(Self.mostNames)",
                "use * for names that are alike")
            return nil
        }
        return elements
    }

    private func table(_ pairs: [(String, String?)]) -> [String: String] {
        Dictionary(pairs.compactMap { pair in pair.1.map { (pair.0, $0) } }) { first, _ in first }
    }

    private static func isName(_ text: String, with others: String, upTo length: Int) -> Bool {
        !text.isEmpty && text.utf8.count <= length
            && text.utf8.allSatisfy {
                $0.isAlphanumeric || others.utf8.contains($0)
            }
    }

    private static func isRegion(_ text: String) -> Bool {
        text.utf8.count <= 32 && text.contains("-") && text.utf8.first?.isLetter == true
            && AWSRegion.isName(text)
    }

    private static func isStack(_ text: String) -> Bool {
        isName(text, with: "-", upTo: 128) && text.utf8.first?.isLetter == true
    }

    /// Whether a text has the form `arn:PARTITION:ecs:REGION:ACCOUNT:cluster/NAME`.
    private static func isClusterARN(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", parts[2] == "ecs", parts[5].hasPrefix("cluster/")
        else { return false }
        return isName(parts[1], with: "-", upTo: 32) && isRegion(parts[3])
            && parts[4].utf8.count == 12 && parts[4].utf8.allSatisfy(\.isDigit)
            && isName(String(parts[5].dropFirst("cluster/".count)), with: "-_", upTo: 255)
    }
}
