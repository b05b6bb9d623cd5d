/// How to reach an ECS cluster, and what of it belongs to the environment.
package struct ECSBlock: Hashable, Sendable {
    /// The region; nil means the ecosystem's own: `AWS_REGION`, the profile, the instance.
    package let region: String?
    /// The cluster, by name or ARN.
    package let cluster: String
    /// What is in scope; keys are the services' full names.
    package let scope: ECSScope
    /// What a change is written through.
    package let route: ECSRoute
    /// Who decides how many tasks a service wants where a change is written through its stack.
    package let count: ECSCount
    /// The stack that owns a service, where the service's own tags do not say; by service.
    package let stacks: [String: String]
    /// The template file of a stack, relative to the repository; by stack.
    package let templates: [String: String]
    /// The pipelines that may deploy into the cluster, by name.
    package let pipelines: [String]
    /// The cluster's ARN; required to apply.
    package let id: String?

    /// Puts a block together.
    package init(
        region: String? = nil, cluster: String, scope: ECSScope, route: ECSRoute = .service,
        count: ECSCount = .service, stacks: [String: String] = [:],
        templates: [String: String] = [:],
        pipelines: [String] = [], id: String? = nil
    ) {
        self.region = region
        self.cluster = cluster
        self.scope = scope
        self.route = route
        self.count = count
        self.stacks = stacks
        self.templates = templates
        self.pipelines = pipelines
        self.id = id
    }

    func moved(to machine: String) -> ECSBlock {
        ECSBlock(
            region: region, cluster: cluster, scope: scope, route: route, count: count,
            stacks: stacks, templates: templates, pipelines: pipelines, id: machine)
    }
}

/// What of an ECS cluster belongs to an environment; exactly one.
package enum ECSScope: Hashable, Sendable, CustomStringConvertible {
    /// The services whose names one of the patterns matches.
    case services([NamePattern])
    /// The services that carry a tag `key` or `key=value`.
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

/// What a change of an image is written through.
package enum ECSRoute: String, Hashable, Sendable, CaseIterable {
    /// A new revision of the task definition, and `UpdateService`: the default.
    case service
    /// The parameter of the stack that owns the service, by a change set.
    case cloudFormation = "cloudformation"
}

/// Who decides how many tasks a service wants where a change is written through its stack.
///
/// CloudFormation sets the template's `DesiredCount` whenever it updates a service, also where only its task
/// definition changes.
package enum ECSCount: String, Hashable, Sendable, CaseIterable {
    /// The service, as autoscaling and people set it: a stack that would set another number is not written. The default.
    case service
    /// The template: its number is set with each change, and the plan says so.
    case template
}
