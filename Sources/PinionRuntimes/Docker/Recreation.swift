/// The re-creation of one container with another image, decided from the present state alone.
///
/// The former container is renamed, the new one is created under the real name, its id is written
/// into the former one's name, the former one is stopped, the new one is started and watched, and
/// then the former one is removed; on failure the new one is removed and the former one restored.
/// Every step follows from the present state, so an earlier run may have been killed at any point.
///
/// Only Pinion's own containers are touched: the former one, known by its mark, and the new one,
/// known by its id in that mark. Those that others created are refused, and those that others
/// stopped are not started.
struct Recreation: Hashable, Sendable {
    struct Current: Hashable, Sendable {
        let id: String
        /// Whether it runs, or will run without intervention.
        let isUp: Bool
        let hasStarted: Bool
        /// Whether it is bound to the wanted image.
        let isWanted: Bool
        private(set) var networks: Set<String> = []
        /// The maker of the container.
        let origin: Origin
        /// Whether it ran and was not stopped by Pinion.
        private(set) var isStoppedByOthers = false
    }

    /// The maker of the container under the real name.
    enum Origin: Hashable, Sendable {
        /// The re-creation: the mark names it, or this run created it.
        case marked
        /// Probably the re-creation: it equals the container to be created, and never ran.
        case likely
        /// Another maker, or unknown; the clause says what is there and what to do.
        case foreign(String)
    }

    struct Former: Hashable, Sendable {
        let id: String
        /// Whether it runs, or will run without intervention.
        let isUp: Bool
        /// Whether a re-creation stopped it, and nothing changed it since.
        private(set) var isStopped = false
        /// Whether it is bound to the wanted image.
        let isWanted: Bool
        private(set) var networks: Set<String> = []
    }

    /// The result of this run's trial of the new container.
    enum Verdict: Hashable, Sendable {
        /// There is no result yet.
        case open
        /// This run started the container: if it is not running now, it is not started again.
        case started
        case good
        /// The new container did not prove itself; the clause says why.
        case bad(String)
        /// The engine refused a request before anything was stopped, which does not mean that the
        /// image is bad. The former container is restored as after a bad one.
        case unchangeable(String)
        /// Something on the host kept it from starting or running, which does not mean that the
        /// image is bad. The former container is restored as after a bad one.
        case obstructed(String)
        /// It failed and is no longer wanted: the former one is restored, and all starts anew.
        case failedAndUnwanted
    }

    /// The next step.
    enum Step: Hashable, Sendable {
        /// Rename the container, so that its name is free and it can be recognised later.
        case setAside(id: String)
        /// Create a container under the real name with this one's configuration; do not start it.
        case create(like: String)
        /// Write the new container's id into the former one's name.
        case name(new: String, former: String)
        /// Attach a container to a network in the same way as another one.
        case connect(id: String, network: String, like: String)
        /// Detach a container from a network that only the engine chose.
        case disconnect(id: String, network: String)
        /// Write the time into the former container's name; stop it with its signal and timeout.
        case markAndStop(id: String, new: String)
        case stop(id: String)
        case start(id: String)
        /// Wait until a container has proved itself or failed.
        case watch(id: String)
        /// Remove a stopped container and keep its volumes.
        case remove(id: String)
        /// Give a container its real name back.
        case bringBack(id: String)
        /// Nothing: the wanted image runs under the real name, and there is no leftover.
        case finish
        /// Nothing: the former container runs again; the clause says why.
        case giveUp(String)
        /// Nothing: a re-creation does not produce this state; the clause describes it.
        case refuse(String)
    }

    let current: Current?
    let former: Former?
    /// The result of this run's trial of the new container.
    let verdict: Verdict

    init(current: Current?, former: Former?, verdict: Verdict = .open) {
        (self.current, self.former) = (current, former)
        self.verdict =
            switch verdict {
            case .unchangeable(let reason), .obstructed(let reason): .bad(reason)
            case .open, .started, .good, .bad, .failedAndUnwanted: verdict
            }
    }

    /// The next step.
    var next: Step {
        switch (current, former) {
        case (nil, nil): .refuse("it is gone")
        case (let current?, nil): alone(current)
        case (nil, let former?): setAside(former)
        case (let current?, let former?): both(current, former)
        }
    }
}

extension Recreation {
    private static let stopped =
        "it does not run, and Pinion did not stop it; what somebody stopped is not started"

    /// Handles one container under the real name: before or after the re-creation, or restored.
    private func alone(_ current: Current) -> Step {
        if case .bad(let reason) = verdict {
            return current.isUp ? .giveUp(reason) : .refuse("\(reason); and \(Self.stopped)")
        }
        if current.isUp { return current.isWanted ? .finish : .setAside(id: current.id) }
        // This run made the container, and another program has removed the former one.
        if current.origin == .marked, !current.hasStarted, current.isWanted {
            return .start(id: current.id)
        }
        return .refuse(Self.stopped)
    }

    /// Handles the former container alone: between renaming and creating, or on the way back.
    ///
    /// On the way back it is started before it is renamed, since its marked name shows that a
    /// killed run is unfinished. One that Pinion did not stop gets its name back and stays stopped.
    private func setAside(_ former: Former) -> Step {
        guard former.isUp else {
            return former.isStopped ? .start(id: former.id) : .bringBack(id: former.id)
        }
        var isOnTheWayBack: Bool { if case .bad = verdict { true } else { former.isWanted } }
        return isOnTheWayBack ? .bringBack(id: former.id) : .create(like: former.id)
    }

    private func both(_ current: Current, _ former: Former) -> Step {
        if current.isStoppedByOthers, !current.isUp, !former.isUp {
            return .refuse(
                "somebody stopped it while a re-creation was not finished, and what somebody "
                    + "stopped is not started; start it, or remove it to have back what ran before")
        }
        if case .foreign(let clause) = current.origin {
            let isDown = !current.isUp && !former.isUp && former.isStopped
            return isDown ? .start(id: former.id) : .refuse(clause)
        }
        switch verdict {
        case .bad(let reason): return wayBack(current, former, reason)
        case .failedAndUnwanted:
            return wayBack(current, former, "the new container did not prove itself")
        case .good where current.isUp:
            return former.isUp
                ? .markAndStop(id: former.id, new: current.id) : .remove(id: former.id)
        case .open, .started, .good, .unchangeable, .obstructed: break
        }
        if current.isUp { return bothUp(current, former) }
        return current.hasStarted || verdict == .started
            ? ended(current, former) : ready(current, former)
    }

    /// Handles a new container that was created and never started.
    private func ready(_ current: Current, _ former: Former) -> Step {
        guard current.isWanted, former.isUp || former.isStopped else {
            return wayBack(current, former, Self.stopped)
        }
        if current.origin != .marked { return .name(new: current.id, former: former.id) }
        if let step = attach(current, former) { return step }
        return former.isUp ? .markAndStop(id: former.id, new: current.id) : .start(id: current.id)
    }

    /// Handles a new container that ran and has ended.
    ///
    /// If another run started it, its result is unknown, so the re-creation starts anew.
    private func ended(_ current: Current, _ former: Former) -> Step {
        if verdict == .open || former.isUp || former.isWanted || !current.isWanted {
            return wayBack(current, former, "the new container ended")
        }
        return .watch(id: current.id)
    }

    /// Handles a new container that runs and has not proved itself yet.
    ///
    /// If it is no longer wanted, it is still watched, unless the former one is wanted.
    private func bothUp(_ current: Current, _ former: Former) -> Step {
        if former.isUp {
            // A restart of the engine starts containers with the policy `always` even if stopped.
            return current.isWanted
                ? .markAndStop(id: former.id, new: current.id) : .stop(id: current.id)
        }
        return former.isWanted && former.isStopped ? .stop(id: current.id) : .watch(id: current.id)
    }

    /// Removes the new container and restores the former one, step by step.
    private func wayBack(_ current: Current, _ former: Former, _ reason: String) -> Step {
        if current.isUp {
            guard former.isUp || former.isStopped else {
                return .refuse(
                    "\(reason); it runs on, because the former container does not run and Pinion "
                        + "did not stop it")
            }
            return .stop(id: current.id)
        }
        let isDown = !former.isUp && former.isStopped
        return isDown ? .start(id: former.id) : .remove(id: current.id)
    }

    private func attach(_ current: Current, _ former: Former) -> Step? {
        if let network = former.networks.subtracting(current.networks).min() {
            return .connect(id: current.id, network: network, like: former.id)
        }
        return current.networks.subtracting(former.networks).min().map {
            .disconnect(id: current.id, network: $0)
        }
    }
}
