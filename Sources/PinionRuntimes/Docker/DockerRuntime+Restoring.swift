import PinionModel
import PinionProcess

extension DockerRuntime: Restoring {
    /// Restarts containers stopped by interrupted re-creations, and removes the new containers.
    func restore(after delay: Duration) async throws(RuntimeError) -> [Restoration] {
        var interrupted = try await restorable()
        if delay > .zero, !interrupted.isEmpty {
            // Another run may be stopping it, for as long as the container's stop timeout.
            let stop = interrupted.map(\.former.stopTimeout).max() ?? .zero
            try await rest(max(delay, stop + .seconds(15)))
            let before = Set(interrupted.map(\.former.name))
            interrupted = try await restorable().filter { before.contains($0.former.name) }
        }
        var restorations: [Restoration] = []
        for one in interrupted {
            if let restoration = await restore(one) { restorations.append(restoration) }
        }
        return restorations
    }

    private func restorable() async throws(RuntimeError) -> [DockerSnapshot.InterruptedContainer] {
        try await survey(.inScope(pinned: [])).0.interrupted.filter { $0.obstacle == nil }
    }

    /// Restores a container, which must then run; `nil` if it ran anyway and was only renamed.
    private func restore(_ interrupted: DockerSnapshot.InterruptedContainer) async -> Restoration? {
        let id = interrupted.former.id
        let container = RestoredContainer(
            service: interrupted.service, name: interrupted.realName, object: id)
        let recreation = RecreationRun(
            runtime: self, service: interrupted.service, name: interrupted.realName, image: nil,
            deadline: client.clock.now + .seconds(60), images: BoundImages(client),
            platform: nil, leftover: id)
        var failure: RuntimeError?
        do throws(RuntimeError) {
            try await recreation.run(.bad("its re-creation was interrupted")) {}
        } catch {
            failure = error
        }
        do throws(RuntimeError) {
            let isUp = try await inspect(id)?.isUp == true
            let leftover = Leftover(name: interrupted.former.name, id: id)
            if isUp, leftover.map(interrupted.former.isMisnamed) == true { return nil }
            if isUp { return Restoration(container, replacementFailure: interrupted.failing) }
        } catch {
            failure = failure ?? error
        }
        return Restoration(
            container, failure: failure?.description ?? "it ended as soon as it was started")
    }
}
