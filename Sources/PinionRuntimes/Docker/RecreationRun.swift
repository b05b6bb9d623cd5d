import PinionHTTP
import PinionModel
import PinionProcess
import PinionSyntax

/// Performs the steps of one container's re-creation, and looks again after each.
///
/// Before the former container is stopped, each write asks for the permit. From the stop on,
/// nothing ends the work before the new container has proved itself or the former one runs again:
/// neither a permit that cannot be had, nor a signal.
struct RecreationRun {
    /// More steps than any re-creation has, so that a world that never settles ends in an error.
    private static let mostSteps = 200
    /// How long an engine that went away while nothing runs is waited for, whatever the deadline.
    private static let sectionLimit = Duration.seconds(120)

    let runtime: DockerRuntime
    let service: String
    let name: String
    /// What is wanted; nil if only the former container is to come back.
    let image: PinnedImage?
    let deadline: ProcessClock.Instant
    let images: BoundImages
    /// What the container was made for, if that is not the engine's own platform.
    let platform: ImagePlatform?
    /// The id of the leftover to restore; nil if there may be only one.
    var leftover: String?
    /// Whether a run was killed there.
    var isUnfinished = false

    /// What this run did and saw, beside what the engine shows.
    struct Memory {
        var verdict = Recreation.Verdict.open
        /// The new container, once it was seen to be Pinion's own.
        var new: String?
        /// Until when the section that must not be left lasts at least; nil outside of one.
        var section: ProcessClock.Instant?
        /// Whether it asked for the former container's stop.
        var hasStopped = false
        /// Whether somebody else stopped the former container first.
        var isStoppedByOthers = false
        /// How long it was waited for a stop that an earlier run asked for.
        var awaitedStop = Duration.zero
        /// Whether it was waited for a stop that somebody else may have asked for.
        var hasAwaitedOthers = false
        /// How often the engine did not start a container that was to run.
        var vainStarts = 0
        /// Whether the engine did not answer for a while.
        var hasLostEngine = false
    }

    /// Does one step after the other until nothing is left to do.
    ///
    /// With a bad verdict to begin with, it only lets the former container come back.
    func run(_ first: Recreation.Verdict = .open, permit: WritePermit) async throws(RuntimeError) {
        var memory = Memory(verdict: first)
        defer { if memory.section != nil { runtime.sections.leave() } }
        for _ in 0..<Self.mostSteps {
            do throws(RuntimeError) {
                if try await advance(&memory, permit: permit) { return }
            } catch .unreachable(let endpoint, let reason, let remedy) {
                // An engine that restarts is back soon; what it did meanwhile is seen by looking.
                memory.hasLostEngine = true
                guard clock.now < max(deadline, memory.section ?? deadline) else {
                    throw .unreachable(endpoint: endpoint, reason: reason, remedy: remedy)
                }
                try await rest(.seconds(1))
            }
        }
        throw .failed(service: service, reason: "the container \(name) does not come to rest")
    }

    /// Looks, and does the next step; whether nothing is left to do.
    private func advance(
        _ memory: inout Memory, permit: WritePermit
    ) async throws(RuntimeError) -> Bool {
        let situation = try await persisting(memory) { () throws(RuntimeError) in
            try await look(&memory)
        }
        if try await awaitStop(situation, &memory) { return false }
        if try await leaveToOthers(situation, &memory) { return false }
        switch situation.step {
        case .finish: return true
        // Something runs there by now: nothing is to be restored.
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
            memory.verdict = .unfit
        case .setAside, .create, .name, .connect, .disconnect, .retire, .stop, .start, .remove,
            .bringBack:
            try await obtain(permit, for: situation, &memory)
            try await perform(situation, &memory)
        }
        return false
    }

    /// Waits before a former container that still runs gets its name back; whether it did.
    ///
    /// A killed run's stop may still end it, and without its mark nobody would start it again.
    private func awaitStop(
        _ situation: Situation, _ memory: inout Memory
    ) async throws(RuntimeError) -> Bool {
        // A stop of this run's own has ended.
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

    /// Asks for the permit outside the critical section, and enters the section where it begins.
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
        if runtime.sections.isAskedToEnd { throw isAskedToEnd }
        try await permit()
        switch situation.step {
        case .retire, .stop, .start:
            guard runtime.sections.enter() else { throw isAskedToEnd }
            memory.section = clock.now + Self.sectionLimit
        default: break
        }
    }

    /// While nothing runs, an engine that answers wrongly is asked again, like one that is silent.
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
