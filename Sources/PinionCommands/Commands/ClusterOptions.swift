import ArgumentParser
import PinionModel

/// Which ECS cluster to ask, and what of it.
struct ClusterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("An ECS cluster, by name or ARN.", valueName: "cluster"))
    var ecs: String?
    @Option(
        help: ArgumentHelp(
            "The cluster's region; AWS_REGION or the profile's by default.", valueName: "region"))
    var region: String?
    @Option(
        help: ArgumentHelp(
            "The services of these names, with commas between them; * stands for any characters.",
            valueName: "name,…")) var services: String?
    @Option(help: ArgumentHelp("The services that carry this tag.", valueName: "key[=value]"))
    var tag: String?

    /// Whether anything but the cluster is named.
    var isUsed: Bool { region != nil || services != nil || tag != nil }

    /// Exactly one scope.
    func checkScope(all: Bool) throws {
        guard [services != nil, tag != nil, all].count(where: \.self) == 1 else {
            throw ValidationError(
                "name one scope of the ECS cluster: --services NAME,…, --tag KEY=VALUE or --all")
        }
    }

    /// The block that the file will hold; nil without a cluster.
    ///
    /// Without a region the file names the one of the cluster that answered, so that it means the same everywhere.
    func block(all: Bool, id: String?) -> ECSBlock? {
        guard let ecs else { return nil }
        let isARN = ecs.hasPrefix("arn:")
        return ECSBlock(
            region: region ?? (isARN ? nil : id.flatMap { ECSBlock.region(ofARN: $0) }),
            cluster: ecs, scope: scope, id: id)
    }

    private var scope: ECSScope {
        if let services {
            return .services(services.split(separator: ",").map { NamePattern(String($0)) })
        }
        return tag.map { .tag($0) } ?? .all
    }
}
