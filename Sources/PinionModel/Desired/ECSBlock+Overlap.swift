extension ECSBlock {
    /// Whether, by what the files tell, both name one cluster.
    ///
    /// Where both ARNs stand, they decide; else name and region, and no region is the ecosystem's own for both.
    func isSameCluster(as other: ECSBlock) -> Bool {
        if let arn, let theirs = other.arn { return arn == theirs }
        return clusterName == other.clusterName && knownRegion == other.knownRegion
    }

    /// Whether both may name one cluster, as far as the files do not rule it out.
    ///
    /// A cluster has one name, so that two names are two clusters; a region that is not written may be any.
    func mayBeSameCluster(as other: ECSBlock) -> Bool {
        if let arn, let theirs = other.arn { return arn == theirs }
        if let knownRegion, let region = other.knownRegion, knownRegion != region { return false }
        return clusterName.lowercased() == other.clusterName.lowercased()
    }

    /// The region, as written or as the cluster's ARN has it.
    package var knownRegion: String? { region ?? arn.flatMap { Self.region(ofARN: $0) } }

    /// The region in an ARN: its fourth part.
    package static func region(ofARN arn: String) -> String? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 5 && !parts[3].isEmpty ? String(parts[3]) : nil
    }

    private var arn: String? { id ?? (cluster.hasPrefix("arn:") ? cluster : nil) }

    private var clusterName: Substring { cluster.split(separator: "/").last ?? cluster[...] }
}

extension ECSScope {
    /// Whether the scopes share services, or surely would if one had a name that both of them mean.
    func overlaps(_ other: ECSScope) -> Bool {
        switch (self, other) {
        case (.all, _), (_, .all): true
        case (.services(let one), .services(let other)): one.meet(other)
        case (.tag(let one), .tag(let other)):
            one == other || one.hasPrefix(other + "=") || other.hasPrefix(one + "=")
        case (.services, .tag), (.tag, .services): false
        }
    }

    /// Whether a service may be in both.
    func mayOverlap(_ other: ECSScope) -> Bool {
        switch (self, other) {
        case (.services(let one), .services(let other)): one.meet(other)
        case (.all, _), (_, .all), (.tag, _), (_, .tag): true
        }
    }
}

extension [NamePattern] {
    /// Whether some name matches a pattern of both lists.
    fileprivate func meet(_ others: [NamePattern]) -> Bool {
        contains { one in others.contains { one.meets($0) } }
    }
}
