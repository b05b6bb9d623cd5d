package import PinionModel
package import PinionProcess

/// Plays the people and scripts that own the services of a sandbox, behind Pinion's back.
///
/// What `pinion sandbox …` does. Nothing here pins anything: a floating reference stays one.
package struct SandboxOperator: Sendable {
    private let file: SandboxFile
    private let registry: any Registry
    private let who: String
    private let clock: ProcessClock

    /// Acts on the sandbox of a file, under a name that the sandbox shows as the author.
    package init(
        path: String, registry: any Registry, who: String = "infrastructure", clock: ProcessClock
    ) {
        file = SandboxFile(path: path)
        (self.registry, self.who, self.clock) = (registry, who, clock)
    }

    /// Creates a service from a template and starts it; makes the file if there is none.
    package func create(
        _ service: String, containers: [(name: String, image: ImageReference)], instances: Int = 1
    ) async throws(RuntimeError) {
        try await act(isNew: true) { state, occasion throws(SandboxObstruction) in
            try state.create(service, containers: containers, instances: instances, on: occasion)
        }
    }

    /// Declares another reference as it is given, pinned or not, and rolls it out.
    ///
    /// The container may be left out if the service has only one.
    package func update(
        _ service: String, container: String? = nil, to image: ImageReference
    ) async throws(RuntimeError) {
        try await act { state, occasion throws(SandboxObstruction) in
            let container = try state.only(container, of: service)
            try state.deploy(service, [(container: container, image: image)], on: occasion)
        }
    }

    /// Kills all instances, or one, which start again on what is declared.
    package func restart(_ service: String, instance: String? = nil) async throws(RuntimeError) {
        try await act { state, occasion throws(SandboxObstruction) in
            try state.restart(service, instance: instance, on: occasion)
        }
    }

    /// Deletes a service and creates it again from its template.
    package func recreate(_ service: String) async throws(RuntimeError) {
        try await act { state, occasion throws(SandboxObstruction) in
            try state.recreateFromTemplate(service, on: occasion)
        }
    }

    /// Changes what a re-creation would use; nil takes the template away.
    package func template(
        _ service: String, container: String? = nil, to image: ImageReference?
    ) async throws(RuntimeError) {
        try await act { state, _ throws(SandboxObstruction) in
            let container = try state.only(container, of: service)
            try state.setTemplate(service, container: container, to: image)
        }
    }

    /// Changes how many instances should run.
    package func scale(_ service: String, to instances: Int) async throws(RuntimeError) {
        try await act { state, occasion throws(SandboxObstruction) in
            try state.scale(service, to: instances, on: occasion)
        }
    }

    /// Makes something go wrong with a service from now on.
    package func fail(_ service: String, _ failure: SandboxFailure) async throws(RuntimeError) {
        try await act { state, _ throws(SandboxObstruction) in try state.fail(service, failure) }
    }

    /// Lets nothing go wrong with a service any more; without one, lets the sandbox answer again.
    package func mend(_ service: String?) async throws(RuntimeError) {
        try await act { state, occasion throws(SandboxObstruction) in
            if let service { try state.mend(service, on: occasion) } else { state.isSilent = false }
        }
    }

    /// Lets the whole sandbox answer no more.
    package func silence() async throws(RuntimeError) {
        try await act { state, _ in state.isSilent = true }
    }

    /// Lets rollouts take a number of looks; 0 replaces all instances at once.
    package func pace(rolloutSteps: Int) async throws(RuntimeError) {
        try await act { state, _ in state.rolloutSteps = max(0, min(rolloutSteps, 1_000)) }
    }

    /// Deletes a service.
    package func remove(_ service: String) async throws(RuntimeError) {
        try await act { state, _ throws(SandboxObstruction) in try state.remove(service) }
    }

    /// Lets the rollouts that are under way take their next step.
    package func tick() async throws(RuntimeError) {
        try await act { state, occasion in state.tick(at: occasion.at) }
    }

    /// What the sandbox holds, a line a fact; no rollout goes on.
    package func show() throws(RuntimeError) -> [String] { try file.read().lines }

    /// Does something as often as it needs another answer of a registry.
    private func act(
        isNew: Bool = false,
        _ body: (inout SandboxState, SandboxOccasion) throws(SandboxObstruction) -> Void
    ) async throws(RuntimeError) {
        var answers = RegistryAnswers()
        while let question = try await file.update(
            isNew: isNew, by: clock,
            { state throws(SandboxObstruction) in
                try body(&state, SandboxOccasion(who: who, at: clock.timestamp, answers: answers))
            })
        {
            answers.merge(await registry.answers(to: question))
        }
    }
}

extension SandboxState {
    /// The named container, or the only one of the service.
    fileprivate func only(
        _ container: String?, of name: String
    ) throws(SandboxObstruction) -> String {
        if let container { return container }
        guard let service = service(name), service.containers.count > 1 else {
            return service(name)?.containers.first?.name ?? name
        }
        let names = service.containers.map { "\(name)/\($0.name)" }
        throw .refusal(
            "tell which container of \(name) is meant", "it has \(names.count)",
            "name \(names.joined(separator: " or "))")
    }
}
