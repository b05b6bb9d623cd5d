/// The re-creation of one container with another image, decided from what is there and nothing
/// else.
///
/// The former container is renamed, the new one is made under the real name, the former one is
/// stopped, the new one is started and watched, and then the former one is removed; or the new one
/// is, and the former one comes back. Since every step is chosen from the state of the world, it
/// does not matter whether the run that chose the step before was this one or one that was killed.
package struct Recreation: Hashable, Sendable {
    /// A container that has a part in a re-creation.
    package struct Part: Hashable, Sendable {
        /// Its id.
        package let id: String
        /// Whether it runs, or will without anybody doing anything.
        package let isUp: Bool
        /// Whether it is bound to the image that is wanted.
        package let isWanted: Bool
        /// Whether a re-creation may have made it: its creation names a digest.
        package let isPinned: Bool
        /// The networks that it is attached to.
        package let networks: Set<String>

        /// Puts a part together.
        package init(
            id: String, isUp: Bool, isWanted: Bool, isPinned: Bool = true,
            networks: Set<String> = []
        ) {
            self.id = id
            self.isUp = isUp
            self.isWanted = isWanted
            self.isPinned = isPinned
            self.networks = networks
        }
    }

    /// What this run has learnt of the new container.
    package enum Verdict: Hashable, Sendable {
        /// Nothing yet.
        case open
        /// This run started it: should it not run, it has ended, and is not started again.
        case started
        /// It proved itself.
        case good
        /// It did not; the clause says why.
        case bad(String)
        /// The engine refused what was asked of it before anything was stopped: this says nothing of
        /// the image. The way back is that of a bad one.
        case withdrawn(String)
    }

    /// The one thing to do next.
    package enum Step: Hashable, Sendable {
        /// Rename the container so that its name is free, and it can be told later.
        case setAside(id: String)
        /// Create a container under the real name with the configuration of this one, not started.
        case create(like: String)
        /// Attach a container to a network as the other one is attached.
        case connect(id: String, network: String, like: String)
        /// Detach a container from a network that the engine chose and nobody asked for.
        case disconnect(id: String, network: String)
        /// Stop a container, as its own signal and patience say.
        case stop(id: String)
        /// Start a container.
        case start(id: String)
        /// Wait until a container has proved itself, or has not.
        case watch(id: String)
        /// Remove a stopped container; its volumes stay.
        case remove(id: String)
        /// Give a container the real name back.
        case bringBack(id: String)
        /// Nothing: the wanted image runs under the real name, and nothing is left over.
        case finish
        /// Nothing: the former container runs again; the clause says why.
        case giveUp(String)
        /// Nothing: the state is not one that a re-creation makes; the clause says what it is.
        case refuse(String)
    }

    /// The container under the real name; nil where there is none.
    package let current: Part?
    /// The container that was set aside; nil where there is none.
    package let former: Part?
    /// What this run knows of the new container.
    package let verdict: Verdict

    /// Describes the state of the world.
    package init(current: Part?, former: Part?, verdict: Verdict = .open) {
        self.current = current
        self.former = former
        self.verdict =
            if case .withdrawn(let reason) = verdict { .bad(reason) } else { verdict }
    }

    /// The one thing to do next.
    package var next: Step {
        switch (current, former) {
        case (nil, nil): .refuse("it is gone")
        case (let current?, nil): alone(current)
        case (nil, let former?): setAside(former)
        case (let current?, let former?): both(current, former)
        }
    }

    /// One container under the real name: before the re-creation, or after it, or after the return.
    private func alone(_ current: Part) -> Step {
        if case .bad(let reason) = verdict {
            return current.isUp ? .giveUp(reason) : .start(id: current.id)
        }
        guard current.isWanted else { return .setAside(id: current.id) }
        return current.isUp ? .finish : .start(id: current.id)
    }

    /// The former container alone: between renaming and creating, or on the way back.
    ///
    /// On the way back it is started before it is renamed: as long as it has its other name, a
    /// killed run is seen to be unfinished.
    private func setAside(_ former: Part) -> Step {
        var isOnTheWayBack: Bool { if case .bad = verdict { true } else { former.isWanted } }
        guard isOnTheWayBack else { return .create(like: former.id) }
        return former.isUp ? .bringBack(id: former.id) : .start(id: former.id)
    }

    private func both(_ current: Part, _ former: Part) -> Step {
        guard current.isPinned else {
            return .refuse("somebody made another container under its name in the meantime")
        }
        switch verdict {
        case .bad: return discard(current)
        case .good where current.isWanted: return .remove(id: former.id)
        case .open, .started, .good, .withdrawn: break
        }
        guard current.isWanted else { return discard(current) }
        if let step = attach(current, former) { return step }
        if former.isUp { return .stop(id: former.id) }
        let isToStart = !current.isUp && verdict != .started
        return isToStart ? .start(id: current.id) : .watch(id: current.id)
    }

    private func discard(_ current: Part) -> Step {
        current.isUp ? .stop(id: current.id) : .remove(id: current.id)
    }

    private func attach(_ current: Part, _ former: Part) -> Step? {
        if let network = former.networks.subtracting(current.networks).min() {
            return .connect(id: current.id, network: network, like: former.id)
        }
        return current.networks.subtracting(former.networks).min().map {
            .disconnect(id: current.id, network: $0)
        }
    }
}
