extension RuntimeBlock {
    /// Whether, by what the files tell, both surely share whatever objects they hold.
    package func overlaps(_ other: RuntimeBlock) -> Bool {
        switch (self, other) {
        case (.sandbox(let one), .sandbox(let other)): one == other
        case (.docker(let one), .docker(let other)), (.swarm(let one), .swarm(let other)):
            one.isSameEngine(as: other) && one.scope.overlaps(other.scope)
        case (.ecs(let one), .ecs(let other)):
            one.isSameCluster(as: other) && one.scope.overlaps(other.scope)
        case (.sandbox, _), (.docker, _), (.swarm, _), (.ecs, _), (.unsupported, _): false
        }
    }

    /// Whether both may share an object, as far as the files do not rule it out.
    ///
    /// Only two ids that differ tell two machines apart: an endpoint has many spellings. A label may meet every scope.
    package func mayOverlap(_ other: RuntimeBlock) -> Bool {
        switch (self, other) {
        case (.sandbox(let one), .sandbox(let other)):
            return one.pathParts == other.pathParts
        case (.docker(let one), .docker(let other)), (.swarm(let one), .swarm(let other)):
            if let id = one.id, let otherID = other.id, id != otherID { return false }
            return one.scope.mayOverlap(other.scope)
        case (.ecs(let one), .ecs(let other)):
            return one.mayBeSameCluster(as: other) && one.scope.mayOverlap(other.scope)
        case (.unsupported(let one), .unsupported(let other)): return one == other
        case (.sandbox, _), (.docker, _), (.swarm, _), (.ecs, _), (.unsupported, _): return false
        }
    }
}

extension EngineBlock {
    /// Where both ids stand, they decide: the same socket's path is another machine on another host.
    fileprivate func isSameEngine(as other: EngineBlock) -> Bool {
        if let id, let otherID = other.id { return id == otherID }
        return address == other.address
    }

    /// The endpoint, where none is written the one that most machines have.
    private var address: String { endpoint ?? "unix:///var/run/docker.sock" }
}

extension EngineScope {
    /// Whether the scopes surely share whatever objects they hold.
    fileprivate func overlaps(_ other: EngineScope) -> Bool {
        switch (self, other) {
        case (.all, _), (_, .all): true
        case (.project(let one), .project(let other)), (.stack(let one), .stack(let other)):
            one == other
        case (.label(let one), .label(let other)):
            one == other || one.hasPrefix(other + "=") || other.hasPrefix(one + "=")
        case (.project, _), (.stack, _), (.label, _): false
        }
    }

    /// Whether an object may be in both.
    fileprivate func mayOverlap(_ other: EngineScope) -> Bool {
        switch (self, other) {
        case (.project(let one), .project(let other)), (.stack(let one), .stack(let other)):
            one == other
        case (.project, .stack), (.stack, .project): false
        case (.all, _), (_, .all), (.label, _), (_, .label): true
        }
    }
}

extension String {
    /// The parts of a path that lead somewhere.
    fileprivate var pathParts: [Substring] {
        split(separator: "/").filter { $0 != "." }
    }
}

extension RuntimeBlock {
    /// Whether it names whatever engine is on the host that asks: the same words mean another machine on another host.
    package var isOfThisHost: Bool {
        switch self {
        case .docker(let block), .swarm(let block): block.endpoint?.hasPrefix("unix://") ?? true
        case .sandbox, .ecs, .unsupported: false
        }
    }
}
