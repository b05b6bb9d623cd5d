import PinionAWS
package import PinionModel
import PinionReading

/// The settings of an ECS cluster and of the services in it that belong to the environment.
package struct ECSSettings: RuntimeKind {
    package static let kind = "ecs"
    package static let keys = [
        "region", "cluster", "services", "tag", "all", "through", "desired-count", "stacks",
        "templates", "pipelines", "id",
    ]
    package static let overlapRemedy =
        "give one of them another scope, or both their `id` if they are two clusters"
    package static let setup = RuntimeSetup(
        SetupOption("ecs", "cluster", help: "An ECS cluster, by name or ARN."),
        scopes: [
            SetupOption(
                "services", "name,…",
                help: "The services of these names, with commas between them; * stands for any "
                    + "characters."),
            SetupOption("tag", "key[=value]", help: "The services that carry this tag."), .all,
        ],
        others: [
            SetupOption(
                "region", "region",
                help: "The cluster's region; AWS_REGION or the profile's by default.")
        ])

    /// The region; `nil` for AWS's default: `AWS_REGION`, the profile or the instance.
    package private(set) var region: String?
    /// The cluster's name or ARN.
    package let cluster: String
    /// The services in scope; pins use their full names as keys.
    package let scope: ECSScope
    /// The way in which a change is made.
    package private(set) var route: ECSRoute = .service
    /// The owner of the desired number of tasks, if changes are made through a stack.
    package private(set) var count: ECSCount = .service
    /// The stacks that own services whose own tags do not name them; by service.
    package private(set) var stacks: [String: String] = [:]
    /// The template files of stacks, relative to the repository; by stack.
    package private(set) var templates: [String: String] = [:]
    /// The names of the pipelines that may deploy into the cluster.
    package private(set) var pipelines: [String] = []
    /// The cluster's ARN; required to apply.
    package private(set) var id: String?
}

extension ECSSettings {
    /// Makes settings from options; without a region they get that of the cluster that answered.
    package init(_ answers: SetupAnswers, id: String?) {
        let cluster = answers["ecs"] ?? ""
        let names = answers["services"]?.split(separator: ",").map { NamePattern(String($0)) }
        let isARN = cluster.hasPrefix("arn:")
        self.init(
            region: answers["region"] ?? (isARN ? nil : id.flatMap { Self.region(ofARN: $0) }),
            cluster: cluster,
            scope: names.map { .services($0) } ?? answers["tag"].map { .tag($0) } ?? .all, id: id)
    }

    package var traits: RuntimeTraits {
        var traits = RuntimeTraits()
        traits.templates = templates
        return traits
    }

    package func moved(to machine: String) -> Self {
        var copy = self
        copy.id = machine
        return copy
    }

    package func objectName(of name: String) -> String? { ObjectName.full(name) }

    package func runtime(in context: RuntimeContext) async throws -> any Runtime {
        ECSRuntime(
            client: try await AWSClient.connecting(
                region: knownRegion, settings: AWSSettings(variables: context.variables),
                http: context.http),
            settings: self,
            cache: context.cacheFolder.map { TaskDefinitionFile(folder: "\($0)/ecs", of: self) })
    }
}

/// The services of an ECS cluster that belong to an environment.
package enum ECSScope: Hashable, Sendable, CustomStringConvertible {
    /// The services whose names match one of the patterns.
    case services([NamePattern])
    /// The services that have a tag `key` or `key=value`.
    case tag(String)
    /// Every service of the cluster.
    case all

    /// The scope in words.
    package var description: String {
        switch self {
        case .services(let names): "services \(names.map(\.description).joined(separator: ", "))"
        case .tag(let tag): "tag \(tag)"
        case .all: "every service of the cluster"
        }
    }
}

/// The way in which an image is changed.
package enum ECSRoute: String, Hashable, Sendable, CaseIterable {
    /// With a new revision of the task definition and `UpdateService`: the default.
    case service
    /// With a change set that sets the parameter of the stack that owns the service.
    case cloudFormation = "cloudformation"
}

/// The owner of the desired number of tasks of a service that is changed through its stack.
///
/// CloudFormation sets the template's `DesiredCount` whenever it updates a service in any way.
package enum ECSCount: String, Hashable, Sendable, CaseIterable {
    /// The service: a stack that would set another number is not changed. The default.
    case service
    /// The template: its number is set with each change, which the plan shows.
    case template
}

extension ECSSettings {
    /// The entries of a new file, in the order of the documentation.
    package var entries: [String] {
        let scopeEntry =
            switch scope {
            case .services(let names): "services: \(Self.list(names.map(\.description)))"
            case .tag(let tag): "tag: \(YAMLText(tag))"
            case .all: "all: true"
            }
        return [
            region.map { "region: \(YAMLText($0))" }, "cluster: \(YAMLText(cluster))", scopeEntry,
            route == .service ? nil : "through: \(route.rawValue)",
            count == .service ? nil : "desired-count: \(count.rawValue)",
            Self.table(stacks, as: "stacks"), Self.table(templates, as: "templates"),
            pipelines.isEmpty ? nil : "pipelines: \(Self.list(pipelines))",
            id.map { "id: \(YAMLText($0))" },
        ].compactMap(\.self)
    }

    private static func list(_ texts: [String]) -> String {
        "[\(texts.map { "\(YAMLText($0))" }.joined(separator: ", "))]"
    }

    private static func table(_ table: [String: String], as key: String) -> String? {
        guard !table.isEmpty else { return nil }
        let entries = table.sorted { $0.key < $1.key }
            .map { "\(YAMLText($0.key)): \(YAMLText($0.value))" }
        return "\(key): { \(entries.joined(separator: ", ")) }"
    }
}
