import PinionModel

/// Several replicas of one container, each with its own surfaces: the worst represents all.
extension ContainerComparison {
    /// Returns the comparison led by the replica furthest from the pin; if several are, by the
    /// first in the byte order of their images.
    func ledByReplicas(_ registry: inout RegistryLookup) -> ContainerComparison {
        let replicas = seen.leadingReplicas
        var led = self
        var severities: [Severity] = []
        var unseen: [(copy: Replica, obstacle: Obstacle)] = []
        for copy in replicas {
            let declared = declared(copy.declared, &registry)
            severities.append(declared.severity)
            if case .unknown(let obstacle) = declared { unseen.append((copy, obstacle)) }
        }
        guard let declaring = Self.worst(replicas, severities, by: \.declared) else { return self }
        led.worstDeclared = declaring
        led.unseen = unseen.filter { $0.copy.id != declaring.id }
        let declared = declared(declaring.declared, &registry)
        severities = []
        for copy in seen.replicas {
            severities.append(state(of: copy.template, declared, &registry).severity)
        }
        led.worstTemplate = Self.worst(seen.replicas, severities, by: \.template)
        return led
    }

    private static func worst(
        _ replicas: [Replica], _ severities: [Severity], by surface: (Replica) -> Surface
    ) -> Replica? {
        zip(replicas, severities).min { one, other in
            guard one.1 == other.1 else { return one.1 < other.1 }
            return ByteOrder(surface(one.0).literal, one.0.name, one.0.id)
                < ByteOrder(surface(other.0).literal, other.0.name, other.0.id)
        }?.0
    }
}

extension ContainerComparison.Declared {
    /// A severity used as a rank: the worst replica leads.
    ///
    /// One that cannot be seen ranks low: as the leader it would keep others from their pin.
    fileprivate var severity: Severity {
        switch self {
        case .differs: .critical
        case .floating: .unverified
        case .onApplied: .hazard
        case .unknown, .unanswered: .progress
        case .onPin: .notice
        }
    }
}

extension ContainerComparison.SurfaceState {
    /// The severity of the state; a notice if there is nothing to report.
    fileprivate var severity: Severity {
        switch self {
        case .unknown, .unanswered: .unverified
        case .differs, .floats: .hazard
        case .fine: .notice
        }
    }
}
