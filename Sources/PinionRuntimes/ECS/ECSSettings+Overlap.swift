package import PinionModel

extension ECSSettings {
    package func overlap(with other: Self) -> ScopeOverlap {
        min(sameness(to: other), scope.overlap(with: other.scope))
    }

    /// Returns the certainty that both name the same cluster, judged by the files alone.
    ///
    /// Two ARNs decide. Different names are different clusters. A missing region may be any region;
    /// if both are missing, they are the same.
    private func sameness(to other: Self) -> ScopeOverlap {
        if let arn, let theirs = other.arn { return arn == theirs ? .certain : .none }
        guard clusterName.lowercased() == other.clusterName.lowercased() else { return .none }
        if knownRegion == other.knownRegion {
            return clusterName == other.clusterName ? .certain : .possible
        }
        return knownRegion == nil || other.knownRegion == nil ? .possible : .none
    }

    package func isPreserved(in new: Self) -> Bool {
        let isSameCluster =
            id.map { $0 == new.id } ?? (cluster == new.cluster && region == new.region)
        let isSeen =
            templates.allSatisfy { new.templates[$0.key] == $0.value }
            && stacks.allSatisfy { new.stacks[$0.key] == $0.value } && route == new.route
            && Set(pipelines).isSubset(of: new.pipelines)
        return isSameCluster && isSeen && scope.isPreserved(in: new.scope)
            && (count == new.count || count == .template)
    }

    package var claimed: String {
        "\(scope == .all ? "everything" : "\(scope)") of the cluster \(cluster) in "
            + (knownRegion ?? "the default region")
    }

    /// The region as written, or else that of the cluster's ARN.
    package var knownRegion: String? { region ?? arn.flatMap { Self.region(ofARN: $0) } }

    /// Returns the region in an ARN, its fourth part.
    package static func region(ofARN arn: String) -> String? {
        let parts = arn.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count > 5 && !parts[3].isEmpty ? String(parts[3]) : nil
    }

    private var arn: String? { id ?? (cluster.hasPrefix("arn:") ? cluster : nil) }

    private var clusterName: Substring { cluster.split(separator: "/").last ?? cluster[...] }
}

extension ECSScope {
    /// Whether a service of this name may be in scope.
    func admits(name: String) -> Bool {
        switch self {
        case .services(let patterns): patterns.contains { $0.matches(name) }
        case .tag, .all: true
        }
    }

    /// Returns the reason why a service is outside the scope; `nil` if it is inside.
    func exclusion(name: String, tags: [String: String]) -> String? {
        switch self {
        case .services(let patterns):
            patterns.contains { $0.matches(name) }
                ? nil : "the service \(name) matches none of the names in scope"
        case .tag(let tag):
            EngineLabel.isCarried(tag, by: tags)
                ? nil : "the service \(name) does not carry the tag \(tag)"
        case .all: nil
        }
    }

    /// Compares scopes; two patterns overlap if a name can match both, even if none exists.
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

    fileprivate func isPreserved(in new: ECSScope) -> Bool {
        switch (self, new) {
        case (_, .all): true
        case (.services(let old), .services(let new)): Set(old).isSubset(of: new)
        case (.services, _), (.tag, _), (.all, _): self == new
        }
    }
}
