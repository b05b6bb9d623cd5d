package import PinionModel

extension ECSSettings {
    package func overlap(with other: Self) -> ScopeOverlap {
        min(sameness(to: other), scope.overlap(with: other.scope))
    }

    /// Whether both name one cluster, by what the files tell.
    ///
    /// Where both ARNs stand, they decide. A cluster has one name, so that two names are two clusters; a
    /// region that is not written may be any, and is the ecosystem's own for both where neither has one.
    private func sameness(to other: Self) -> ScopeOverlap {
        if let arn, let theirs = other.arn { return arn == theirs ? .certain : .none }
        guard clusterName.lowercased() == other.clusterName.lowercased() else { return .none }
        if knownRegion == other.knownRegion {
            return clusterName == other.clusterName ? .certain : .possible
        }
        return knownRegion == nil || other.knownRegion == nil ? .possible : .none
    }

    package func isKept(by new: Self) -> Bool {
        let isSameCluster =
            id.map { $0 == new.id } ?? (cluster == new.cluster && region == new.region)
        let isSeen =
            templates.allSatisfy { new.templates[$0.key] == $0.value }
            && stacks.allSatisfy { new.stacks[$0.key] == $0.value } && route == new.route
            && Set(pipelines).isSubset(of: new.pipelines)
        return isSameCluster && isSeen && scope.isKept(by: new.scope)
            && (count == new.count || count == .template)
    }

    package var claimed: String {
        "\(scope == .all ? "everything" : "\(scope)") of the cluster \(cluster) in "
            + (knownRegion ?? "the default region")
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
    /// Two patterns share services where one name may match both, whether such a service exists or not.
    fileprivate func overlap(with other: ECSScope) -> ScopeOverlap {
        switch (self, other) {
        case (.all, _), (_, .all): .certain
        case (.services(let one), .services(let other)):
            one.contains { one in other.contains { one.meets($0) } } ? .certain : .none
        case (.tag(let one), .tag(let other)):
            one == other || one.hasPrefix(other + "=") || other.hasPrefix(one + "=")
                ? .certain : .possible
        case (.services, .tag), (.tag, .services): .possible
        }
    }

    fileprivate func isKept(by new: ECSScope) -> Bool {
        switch (self, new) {
        case (_, .all): true
        case (.services(let old), .services(let new)): Set(old).isSubset(of: new)
        case (.services, _), (.tag, _), (.all, _): self == new
        }
    }
}
