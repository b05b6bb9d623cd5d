import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax

/// Performs the steps of one container's re-creation, and looks again after each.
///
/// Until the former container is stopped, each write requires the permit. From then on neither a
/// missing permit nor a signal ends the work before the new container has proved itself or the
/// former one runs again.
struct RecreationRun {
    /// The most steps, more than any re-creation has, in case the state keeps changing.
    private static let mostSteps = 200
    /// The time to wait for a lost engine while nothing runs, regardless of the deadline.
    private static let sectionLimit = Duration.seconds(120)

    let runtime: DockerRuntime
    let service: String
    let name: String
    /// The wanted image; `nil` if the former container is only to be restored.
    let image: PinnedImage?
    let deadline: ProcessClock.Instant
    let images: BoundImages
    /// The platform of the container, if it is not the engine's own.
    let platform: ImagePlatform?
    /// The id of the leftover to restore; `nil` if there may be only one.
    var leftover: String?
    /// Whether a run was killed during this re-creation.
    var isUnfinished = false

    /// The state of this run that the engine does not show.
    struct Memory {
        var verdict = Recreation.Verdict.open
        /// The id of the new container, once it is known to be Pinion's own.
        var new: String?
        /// The earliest end of the critical section; `nil` outside of one.
        var section: ProcessClock.Instant?
        /// Whether this run requested the former container's stop.
        var hasStopped = false
        /// Whether another program stopped the former container first.
        var isStoppedByOthers = false
        /// The time spent waiting for a stop that an earlier run requested.
        var awaitedStop = Duration.zero
        /// Whether this run has waited for a stop that another program may have requested.
        var hasAwaitedOthers = false
        /// The number of times that the engine failed to start a container.
        var vainStarts = 0
        /// Whether the engine was unreachable for a while.
        var hasLostEngine = false
    }

    /// Performs step after step until nothing is left to do.
    ///
    /// If `first` is a bad verdict, it only restores the former container.
    func run(_ first: Recreation.Verdict = .open, permit: WritePermit) async throws(RuntimeError) {
        var memory = Memory(verdict: first)
        defer { if memory.section != nil { runtime.criticalSections.leave() } }
        for _ in 0..<Self.mostSteps {
            do throws(RuntimeError) {
                if try await advance(&memory, permit: permit) { return }
            } catch .unreachable(let endpoint, let reason, let remedy) {
                // A restarting engine is soon back; the next look shows what it did.
                memory.hasLostEngine = true
                guard clock.now < max(deadline, memory.section ?? deadline) else {
                    throw .unreachable(endpoint: endpoint, reason: reason, remedy: remedy)
                }
                try await rest(.seconds(1))
            }
        }
        throw .failed(service: service, reason: "the container \(name) does not come to rest")
    }

    /// Looks and performs the next step; returns whether nothing is left to do.
    private func advance(
        _ memory: inout Memory, permit: WritePermit
    ) async throws(RuntimeError) -> Bool {
        let situation = try await persisting(memory) { () throws(RuntimeError) in
            try await look(&memory)
        }
        if try await awaitStop(situation, &memory) { return false }
        if try await yieldToStop(situation, &memory) { return false }
        switch situation.step {
        case .finish: return true
        // A container runs in its place now, so nothing is to be restored.
        case .stop where image == nil && situation.current?.container.failing == nil: return true
        case .giveUp(let reason):
            throw failure(memory.verdict, "\(reason); the former container runs again")
        case .refuse(let reason):
            throw .unchangeable(service: service, reason: "the container \(name): \(reason)")
        case .watch(let id):
            let verdict = try await persisting(memory) { () throws(RuntimeError) in
                try await watch(id, hasLostEngine: memory.hasLostEngine)
            }
            guard case .bad = verdict, situation.current?.part.isWanted == false else {
                memory.verdict = verdict
                return false
            }
            memory.verdict = .failedAndUnwanted
        case .setAside, .create, .name, .connect, .disconnect, .markAndStop, .stop, .start, .remove,
            .bringBack:
            try await obtain(permit, for: situation, &memory)
            try await perform(situation, &memory)
        }
        return false
    }

    /// Waits before a running former container gets its name back; returns whether it waited.
    ///
    /// A killed run's stop may still end it, and without its mark nothing would start it again.
    private func awaitStop(
        _ situation: Situation, _ memory: inout Memory
    ) async throws(RuntimeError) -> Bool {
        // A stop by this run has already ended.
        guard !memory.hasStopped, case .bringBack = situation.step,
            let former = situation.former?.container, let leftover = former.leftover,
            former.mayBeStopping(by: leftover)
        else { return false }
        let whole = former.stopTimeout + .seconds(5)
        guard memory.awaitedStop < whole else { return false }
        let turn = max(.seconds(1), whole / 60)
        memory.awaitedStop += turn
        try await rest(turn)
        return true
    }

    /// Asks for the permit outside the critical section, and enters the section at its start.
    private func obtain(
        _ permit: WritePermit, for situation: Situation, _ memory: inout Memory
    ) async throws(RuntimeError) {
        if memory.section != nil {
            guard case .remove(let id) = situation.step, id == situation.former?.part.id else {
                return
            }
            do throws(RuntimeError) { try await permit() } catch .superseded(let reason) {
                throw .superseded(
                    "\(reason); the new container \(name) runs and proved itself, and the next run "
                        + "removes what it replaced")
            }
            return
        }
        let isAskedToEnd = RuntimeError.superseded("this run was asked to end")
        if runtime.criticalSections.isAskedToEnd { throw isAskedToEnd }
        try await permit()
        switch situation.step {
        case .markAndStop, .stop, .start:
            guard runtime.criticalSections.enter() else { throw isAskedToEnd }
            memory.section = clock.now + Self.sectionLimit
        default: break
        }
    }

    /// Treats a wrong answer like a missing one while nothing runs, so that it asks again.
    private func persisting<Value>(
        _ memory: Memory, _ look: () async throws(RuntimeError) -> Value
    ) async throws(RuntimeError) -> Value {
        do throws(RuntimeError) { return try await look() } catch .refused(
            let operation, let reason, let remedy) where memory.section != nil
        {
            throw .unreachable(
                endpoint: runtime.client.endpoint.description,
                reason: "cannot \(operation): \(reason)", remedy: remedy)
        } catch {
            throw error
        }
    }

    var clock: ProcessClock { runtime.client.clock }

    func rest(_ duration: Duration) async throws(RuntimeError) { try await runtime.rest(duration) }
}
