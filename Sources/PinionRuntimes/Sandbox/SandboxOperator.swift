package import PinionModel
package import PinionProcess

/// Acts as the people and scripts that own the services of a sandbox, without Pinion.
///
/// It performs `pinion sandbox …`. It pins nothing: a floating reference stays floating.
package struct SandboxOperator: Sendable {
    private let file: SandboxFile
    private let registry: any Registry
    private let who: String
    private let clock: ProcessClock

    /// Acts on the sandbox of a file, under the name that is shown as the author.
    package init(
        path: String, registry: any Registry, who: String = "infrastructure", clock: ProcessClock
    ) {
        file = SandboxFile(path: path)
        (self.registry, self.who, self.clock) = (registry, who, clock)
    }

    /// Creates a service from a template and starts it; creates the file if there is none.
    package func create(
        _ service: String, containers: [(name: String, image: ImageReference)], instances: Int = 1
    ) async throws(RuntimeError) {
        try await act(isNew: true) { state, occasion throws(SandboxObstruction) in
            try state.create(service, containers: containers, instances: instances, on: occasion)
        }
    }

    /// Declares another reference as it is given, pinned or not, and rolls it out.
    ///
    /// The container may be omitted if the service has only one.
    package func update(
        _ service: String, container: String? = nil, to image: ImageReference
    ) async throws(RuntimeError) {
        try await act { state, occasion throws(SandboxObstruction) in
            let container = try state.only(container, of: service)
            try state.deploy(service, [(container: container, image: image)], on: occasion)
        }
    }

    /// Kills all instances, or one; they start again with the declared images.
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

    /// Changes the image that a re-creation uses; `nil` removes the template.
    package func template(
        _ service: String, container: String? = nil, to image: ImageReference?
    ) async throws(RuntimeError) {
        try await act { state, _ throws(SandboxObstruction) in
            let container = try state.only(container, of: service)
            try state.setTemplate(service, container: container, to: image)
        }
    }

    /// Changes the desired number of instances.
    package func scale(_ service: String, to instances: Int) async throws(RuntimeError) {
        try await act { state, occasion throws(SandboxObstruction) in
            try state.scale(service, to: instances, on: occasion)
        }
    }

    /// Makes a service fail in some way from now on.
    package func fail(_ service: String, _ failure: SandboxFailure) async throws(RuntimeError) {
        try await act { state, _ throws(SandboxObstruction) in try state.fail(service, failure) }
    }

    /// Ends all failures of a service; without a service, lets the sandbox answer again.
    package func mend(_ service: String?) async throws(RuntimeError) {
        try await act { state, occasion throws(SandboxObstruction) in
            if let service { try state.mend(service, on: occasion) } else { state.isSilent = false }
        }
    }

    /// Stops the whole sandbox from answering.
    package func silence() async throws(RuntimeError) {
        try await act { state, _ in state.isSilent = true }
    }

    /// Sets the number of looks that a rollout takes; 0 replaces all instances at once.
    package func pace(rolloutSteps: Int) async throws(RuntimeError) {
        try await act { state, _ in state.rolloutSteps = max(0, min(rolloutSteps, 1_000)) }
    }

    /// Deletes a service.
    package func remove(_ service: String) async throws(RuntimeError) {
        try await act { state, _ throws(SandboxObstruction) in try state.remove(service) }
    }

    /// Advances all rollouts by one step.
    package func tick() async throws(RuntimeError) {
        try await act { state, occasion in state.tick(at: occasion.at) }
    }

    /// Describes the contents of the sandbox, one fact a line; no rollout advances.
    package func show() throws(RuntimeError) -> [String] { try file.read().lines }

    /// Performs an action, again with each answer of a registry that it needs.
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
    /// Returns the named container, or else the only one of the service.
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
