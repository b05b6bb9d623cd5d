import PinionModel
import PinionProcess

/// The embedded runtime: an orchestrator in one file.
///
/// Observing asks no registry. A change asks whether its digests can be pulled, and then takes the
/// file's lock for the compare-and-swap; nothing waits while the lock is held.
struct SandboxRuntime: Runtime {
    private let file: SandboxFile
    private let registry: any Registry
    private let clock: ProcessClock

    /// Makes the runtime for a sandbox file, with images from a registry.
    init(path: String, registry: any Registry, clock: ProcessClock) {
        file = SandboxFile(path: path)
        (self.registry, self.clock) = (registry, clock)
    }

    /// Returns `nil`: a sandbox belongs to the repository that holds its file.
    func identity() async throws(RuntimeError) -> String? { nil }

    /// Observes services, and advances all rollouts by one step.
    func observe(_ selection: ServiceSelection) async throws(RuntimeError) -> Inventory {
        let state = try file.read()
        try refuseSilence(of: state)
        if state.isMoving {
            _ = try await file.update(by: clock) { $0.tick(at: clock.timestamp) }
        }
        return state.inventory(selection)
    }

    /// Deploys pinned images to a service if it is as it was observed.
    func change(_ change: ImageChange, permit: WritePermit) async throws(RuntimeError) {
        guard let answers = try await answers(neededFor: change) else { return }
        try await permit()
        let question = try await file.update(by: clock) { state throws(SandboxObstruction) in
            try perform(change, on: &state, answers)
        }
        guard question == nil else { throw .conflict(service: change.observed.name) }
    }

    /// Returns the registry answers that a change needs, by trying it on a copy; `nil` if done.
    private func answers(
        neededFor change: ImageChange
    ) async throws(RuntimeError) -> RegistryAnswers? {
        var answers = RegistryAnswers()
        while true {
            var trial = try file.read()
            do throws(SandboxObstruction) {
                return try perform(change, on: &trial, answers) ? answers : nil
            } catch {
                switch error {
                case .unanswered(let question): answers.merge(await registry.answers(to: question))
                case .refused(let error): throw error
                }
            }
        }
    }

    /// Makes a change to a state.
    /// - Returns: whether there was anything to do: a change made before a kill is not repeated.
    @discardableResult
    private func perform(
        _ change: ImageChange, on state: inout SandboxState, _ answers: RegistryAnswers
    ) throws(SandboxObstruction) -> Bool {
        let name = change.observed.name
        guard !state.isSilent else { throw .refused(silence()) }
        guard let service = state.service(name) else { throw .refused(.conflict(service: name)) }
        let images = change.images.filter { image in
            !service.containers.contains {
                $0.name == image.container && image.image.isSameImage(as: $0.declared)
            }
        }
        guard !images.isEmpty else { return false }
        guard !service.failures.contains(.silent) else { throw .refused(silence(of: name)) }
        guard service.objectID == change.observed.objectID,
            String(service.version) == change.observed.version
        else { throw .refused(.conflict(service: name)) }
        try state.deploy(
            name, images.map { (container: $0.container, image: $0.image.reference) },
            on: SandboxOccasion(who: "pinion", at: clock.timestamp, answers: answers))
        return true
    }

    private func refuseSilence(of state: SandboxState) throws(RuntimeError) {
        if state.isSilent { throw silence() }
    }

    private func silence(of service: String? = nil) -> RuntimeError {
        .unreachable(
            endpoint: "the sandbox \(file.path)",
            reason: "it does not answer" + (service.map { " for \($0)" } ?? ""),
            remedy: "let it answer with `pinion sandbox mend" + (service.map { " \($0)`" } ?? "`"))
    }
}

extension Registry {
    /// Returns the registry's answer to a question of the sandbox.
    func answers(to question: RegistryQuestion) async -> RegistryAnswers {
        RegistryAnswers([question: await answer(to: question)])
    }

    private func answer(to question: RegistryQuestion) async -> RegistryAnswer {
        do throws(RegistryError) {
            switch question {
            case .resolve(let reference): return .digest(try await resolve(reference))
            case .exists(let image): return try await exists(image) ? .present : .absent
            case .members(let image): return .members(try await members(of: image).map(\.digest))
            case .expiry: return .expiry(nil)
            }
        } catch {
            if case .notFound = error { return .absent }
            return .unanswered(.failed(Failure(error)))
        }
    }
}
