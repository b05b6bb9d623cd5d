package import PinionModel
import PinionProcess

extension DockerRuntime: Restoring {
    /// Starts again what an interrupted re-creation stopped, gives it its name back, and removes the
    /// new container if the re-creation made it.
    package func restore(
        patience: Duration
    ) async throws(RuntimeError) -> [Restoration] {
        var stranded = try await restorable()
        if patience > .zero, !stranded.isEmpty {
            // Another run may be in the middle of a stop: that lasts as long as its container may take.
            let stop = stranded.map(\.former.stopPatience).max() ?? .zero
            do {
                try await client.clock.sleep(for: max(patience, stop + .seconds(15)))
            } catch {
                throw .superseded("it was interrupted")
            }
            let before = Set(stranded.map(\.former.name))
            stranded = try await restorable().filter { before.contains($0.former.name) }
        }
        var restorations: [Restoration] = []
        for one in stranded {
            if let restoration = await restore(one) { restorations.append(restoration) }
        }
        return restorations
    }

    private func restorable() async throws(RuntimeError) -> [DockerSnapshot.Stranded] {
        try await survey(.inScope(pinned: [])).0.stranded.filter { $0.obstacle == nil }
    }

    /// Whatever comes of the names, the container is restored when it runs; nil where it ran all the time, and only its
    /// name was given back.
    private func restore(_ stranded: DockerSnapshot.Stranded) async -> Restoration? {
        let id = stranded.former.id
        let container = RestoredContainer(
            service: stranded.service, name: stranded.realName, object: id)
        let workshop = Workshop(
            runtime: self, service: stranded.service, name: stranded.realName, image: nil,
            deadline: client.clock.now + .seconds(60), shelf: BoundImages(client),
            platform: nil, leftover: id)
        var failure: RuntimeError?
        do throws(RuntimeError) {
            try await workshop.run(.bad("its re-creation was interrupted")) {}
        } catch {
            failure = error
        }
        do throws(RuntimeError) {
            let isUp = try await inspect(id)?.isUp == true
            let leftover = Leftover(name: stranded.former.name, id: id)
            if isUp, leftover.map(stranded.former.isMisnamed) == true { return nil }
            if isUp { return Restoration(container, givenUp: stranded.failing) }
        } catch {
            failure = failure ?? error
        }
        return Restoration(
            container, failure: failure?.description ?? "it ended as soon as it was started")
    }
}
