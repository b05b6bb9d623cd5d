import PinionModel

/// Several replicas of one container, each with its own surfaces: the worst speaks for all.
extension ContainerComparison {
    /// The same comparison, led by the replicas that are furthest off the pin; of several alike, by
    /// the first in byte order of what they name.
    func ledByReplicas(_ registry: inout Consultation) -> ContainerComparison {
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
        led.declaring = declaring
        led.unseen = unseen.filter { $0.copy.id != declaring.id }
        let declared = declared(declaring.declared, &registry)
        severities = []
        for copy in seen.replicas {
            severities.append(stand(of: copy.template, declared, &registry).severity)
        }
        led.templating = Self.worst(seen.replicas, severities, by: \.template)
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
    /// Which copy leads, the worst first: one that can be changed goes before one that cannot be
    /// seen, which would keep all others from their pin.
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

extension ContainerComparison.Stand {
    /// How bad it is; a notice where there is nothing to say.
    fileprivate var severity: Severity {
        switch self {
        case .unknown, .unanswered: .unverified
        case .differs, .floats: .hazard
        case .fine: .notice
        }
    }
}
