import PinionModel

extension RecreationRun {
    /// The container under the real name, the one that was set aside, and the next step.
    struct Situation {
        let current: (container: DockerContainer, part: Recreation.Current)?
        let former: (container: DockerContainer, part: Recreation.Former)?
        let step: Recreation.Step

        /// Whether the former container cannot be started, or keeps failing.
        var isFormerFailing: Bool {
            if case .start(let id) = step { return id == former?.part.id }
            return former?.container.failing != nil
        }

        func container(_ id: String) -> DockerContainer? {
            [current?.container, former?.container].compactMap(\.self).first { $0.id == id }
        }
    }

    /// Reads the containers that take part in the re-creation.
    func look(_ memory: inout Memory) async throws(RuntimeError) -> Situation {
        let listed = try await runtime.containers()
        let former = try await container(try aside(listed))
        let current = try await container(listed.first { $0.name == name })
        let images = try await self.images.images(of: [current, former].compactMap(\.self))
        var one: Recreation.Current?
        if let current {
            let origin = try await origin(of: current, former, images, memory)
            if origin == .marked || origin == .likely { memory.new = current.id }
            let isLeft = former?.isReplaced == true ? try await isStoppedByOthers(current) : false
            one = part(current, images, origin, isStoppedByOthers: isLeft)
        }
        let other = former.map { part($0, images, memory) }
        let step = Recreation(current: one, former: other, verdict: memory.verdict).next
        return Situation(
            current: current.flatMap { container in one.map { (container, $0) } },
            former: former.flatMap { container in other.map { (container, $0) } }, step: step)
    }

    /// Returns the container that was set aside, of which there may be only one.
    private func aside(_ listed: [ListedContainer]) throws(RuntimeError) -> ListedContainer? {
        let formers = listed.filter { $0.leftover?.realName == name }
        if let leftover { return formers.first { $0.id == leftover } }
        guard formers.count < 2 else {
            let names = formers.map(\.name).sorted().joined(separator: " and ")
            throw .unchangeable(
                service: service, reason: "both \(names) are left over; remove one of them")
        }
        return formers.first
    }

    private func container(
        _ listed: ListedContainer?
    ) async throws(RuntimeError) -> DockerContainer? {
        guard let listed else { return nil }
        return try await runtime.inspect(listed.id)
    }

    private func part(
        _ container: DockerContainer, _ images: DockerImages, _ origin: Recreation.Origin,
        isStoppedByOthers: Bool
    ) -> Recreation.Current {
        Recreation.Current(
            id: container.id, isUp: container.isUp, hasStarted: container.hasStarted,
            isWanted: isWanted(container, images), networks: Set(container.networks),
            origin: origin, isStoppedByOthers: isStoppedByOthers)
    }

    private func part(
        _ container: DockerContainer, _ images: DockerImages, _ memory: Memory
    ) -> Recreation.Former {
        Recreation.Former(
            id: container.id, isUp: container.isUp,
            isStopped: !memory.isStoppedByOthers
                && container.leftover.map { container.isStopped(by: $0) } == true,
            isWanted: isWanted(container, images), networks: Set(container.networks))
    }

    private func isWanted(_ container: DockerContainer, _ images: DockerImages) -> Bool {
        image.map { images.isBound(container, to: $0) } ?? false
    }

    // MARK: Whose it is

    /// Returns whether the container under the real name was made by the re-creation.
    ///
    /// Without a former one no re-creation is in progress, and only this run's own container
    /// counts.
    private func origin(
        of current: DockerContainer, _ former: DockerContainer?, _ images: DockerImages,
        _ memory: Memory
    ) async throws(RuntimeError) -> Recreation.Origin {
        guard let former, let leftover = former.leftover else {
            return current.id == memory.new ? .marked : .foreign("")
        }
        if leftover.names(current.id) { return .marked }
        if current.id == memory.new { return .likely }
        if try await isLikely(current, former, images) { return .likely }
        return .foreign(
            "\(current.words) stands there, and nothing says that the re-creation which set "
                + "\(former.words) aside made it, so neither is touched; to keep it, remove the "
                + "other: `docker rm -f \(former.name)`; to have the former one back, remove it or "
                + "give it another name, then `docker rename \(former.name) \(name)` and "
                + "`docker start \(name)`")
    }

    private func isLikely(
        _ current: DockerContainer, _ former: DockerContainer, _ images: DockerImages
    ) async throws(RuntimeError) -> Bool {
        guard !current.hasStarted,
            let image = images.creationReference(of: current).flatMap({ PinnedImage($0) })
        else { return false }
        let likeness = ContainerLikeness(
            found: try await blueprint(of: current), former: try await blueprint(of: former))
        return likeness.holds(for: image)
    }
}

extension DockerContainer {
    /// Whether a re-creation has stopped it for good: it is not Pinion that stops the new one then.
    fileprivate var isReplaced: Bool {
        guard !isUp, case .stopping = leftover?.stage else { return false }
        return true
    }
}
