/// The re-creation of one container with another image, decided from the present state alone.
///
/// The former container is renamed, the new one is made under the real name, the former one's name
/// takes the new one's id, the former one is stopped, the new one is started and watched, and then
/// the former one is removed; or the new one is, and the former one comes back. Every step is
/// chosen from the present state, so it does not matter whether a run was killed before.
///
/// Only what is Pinion's own is touched: the former container by its mark, the new one by its id in
/// that mark. What a person made is refused, and what a person stopped is not started.
struct Recreation: Hashable, Sendable {
    struct Current: Hashable, Sendable {
        let id: String
        /// Whether it runs, or will without anybody doing anything.
        let isUp: Bool
        let hasStarted: Bool
        /// Whether it is bound to the image that is wanted.
        let isWanted: Bool
        private(set) var networks: Set<String> = []
        /// Whose it is.
        let origin: Origin
        /// Whether it ran, and somebody else stopped it.
        private(set) var isStoppedByOthers = false
    }

    /// Who made the container under the real name.
    enum Origin: Hashable, Sendable {
        /// The re-creation: the mark names it, or this run made it.
        case marked
        /// Probably the re-creation: it equals what would be made, and never ran.
        case likely
        /// Somebody else, or unknown; the clause says what is there and what to do.
        case foreign(String)
    }

    struct Former: Hashable, Sendable {
        let id: String
        /// Whether it runs, or will without anybody doing anything.
        let isUp: Bool
        /// Whether a re-creation stopped it, and nobody touched it since.
        private(set) var isStopped = false
        /// Whether it is bound to the image that is wanted.
        let isWanted: Bool
        private(set) var networks: Set<String> = []
    }

    /// What this run has learnt of the new container.
    enum Verdict: Hashable, Sendable {
        /// Nothing yet.
        case open
        /// This run started it: should it not run, it has ended, and is not started again.
        case started
        case good
        /// It did not; the clause says why.
        case bad(String)
        /// The engine refused what was asked of it before anything was stopped: this says nothing
        /// of the image. The way back is that of a bad one.
        case withdrawn(String)
        /// It could not be started, or ended, for what says nothing of the image: something on the
        /// host stood in the way. The way back is that of a bad one.
        case obstructed(String)
        /// It failed and is not what is wanted now: the former one comes back, and all begins anew.
        case unfit
    }

    /// The one thing to do next.
    enum Step: Hashable, Sendable {
        /// Rename the container so that its name is free, and it can be told later.
        case setAside(id: String)
        /// Create a container under the real name with the configuration of this one, not started.
        case create(like: String)
        /// Write the new container's id into the former one's name.
        case name(new: String, former: String)
        /// Attach a container to a network as the other one is attached.
        case connect(id: String, network: String, like: String)
        /// Detach a container from a network that the engine chose and nobody asked for.
        case disconnect(id: String, network: String)
        /// Write the time into the former container's name, and stop it with its signal and
        /// timeout.
        case retire(id: String, new: String)
        case stop(id: String)
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

    let current: Current?
    let former: Former?
    /// What this run knows of the new container.
    let verdict: Verdict

    init(current: Current?, former: Former?, verdict: Verdict = .open) {
        (self.current, self.former) = (current, former)
        self.verdict =
            switch verdict {
            case .withdrawn(let reason), .obstructed(let reason): .bad(reason)
            case .open, .started, .good, .bad, .unfit: verdict
            }
    }

    /// The one thing to do next.
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

    /// One container under the real name: before the re-creation, or after it, or after the return.
    private func alone(_ current: Current) -> Step {
        if case .bad(let reason) = verdict {
            return current.isUp ? .giveUp(reason) : .refuse("\(reason); and \(Self.stopped)")
        }
        if current.isUp { return current.isWanted ? .finish : .setAside(id: current.id) }
        // What this run made, and whose former container somebody took away meanwhile.
        if current.origin == .marked, !current.hasStarted, current.isWanted {
            return .start(id: current.id)
        }
        return .refuse(Self.stopped)
    }

    /// The former container alone: between renaming and creating, or on the way back.
    ///
    /// On the way back it is started before it is renamed, since its other name shows that a killed
    /// run is unfinished. One that somebody else stopped gets its name back and stays stopped.
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
        case .unfit: return wayBack(current, former, "the new container did not prove itself")
        case .good where current.isUp:
            return former.isUp ? .retire(id: former.id, new: current.id) : .remove(id: former.id)
        case .open, .started, .good, .withdrawn, .obstructed: break
        }
        if current.isUp { return bothUp(current, former) }
        return current.hasStarted || verdict == .started
            ? ended(current, former) : ready(current, former)
    }

    /// The new container was made, and nobody started it.
    private func ready(_ current: Current, _ former: Former) -> Step {
        guard current.isWanted, former.isUp || former.isStopped else {
            return wayBack(current, former, Self.stopped)
        }
        if current.origin != .marked { return .name(new: current.id, former: former.id) }
        if let step = attach(current, former) { return step }
        return former.isUp ? .retire(id: former.id, new: current.id) : .start(id: current.id)
    }

    /// The new container ran, and does not.
    ///
    /// Of one that another run started nobody knows why it ended: all begins anew.
    private func ended(_ current: Current, _ former: Former) -> Step {
        if verdict == .open || former.isUp || former.isWanted || !current.isWanted {
            return wayBack(current, former, "the new container ended")
        }
        return .watch(id: current.id)
    }

    /// The new container runs, and is not proven yet.
    ///
    /// If it is no longer wanted it is still proven first, unless the former one is what is wanted.
    private func bothUp(_ current: Current, _ former: Former) -> Step {
        if former.isUp {
            // A restart of the engine starts what has the policy `always`, also if it was stopped.
            return current.isWanted
                ? .retire(id: former.id, new: current.id) : .stop(id: current.id)
        }
        return former.isWanted && former.isStopped ? .stop(id: current.id) : .watch(id: current.id)
    }

    /// The new container goes, the former one comes back.
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
