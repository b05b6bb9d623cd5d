import PinionModel

/// What is down because a re-creation was interrupted, and whether it is Pinion's to start again.
extension DockerSnapshot {
    /// A container that a re-creation set aside, while nothing that works runs in its place: it
    /// does not run, was told to stop and still ends, or runs under the name that marks it.
    struct Stranded {
        let service: String
        let realName: String
        let former: DockerContainer
        /// Why what stands in its place does not work, as a clause; nil if nothing runs there.
        let failing: String?
        /// Why nobody but a person starts it; nil if Pinion stopped it and nobody touched it.
        let obstacle: String?
    }

    /// Of all services, ordered by name.
    var stranded: [Stranded] {
        let found = containers.compactMap { former -> Stranded? in
            guard let leftover = former.leftover,
                !former.isUp || former.mayBeStopping(by: leftover)
                    || former.isMisnamed(by: leftover), !isServed(leftover)
            else { return nil }
            return Stranded(
                service: scope.service(of: former.listed), realName: leftover.realName,
                former: former, failing: containers.first { $0.name == leftover.realName }?.failing,
                obstacle: obstacle(former, leftover))
        }
        return found.filter { one in
            // Beside another leftover of the name that runs nothing is down.
            !containers.contains { other in
                other.isUp && other.id != one.former.id && other.leftover?.realName == one.realName
            }
        }
    }

    /// Whether something works in the place of a container that was set aside: a new one of the
    /// re-creation's own that ends again and again, or whose health check fails, does not.
    private func isServed(_ leftover: Leftover) -> Bool {
        guard runningNames.contains(leftover.realName) else { return false }
        let new = containers.first { $0.name == leftover.realName && leftover.names($0.id) }
        return new.map { $0.failing != nil } != true
    }

    /// The containers that somebody else stopped, of those that have a part in what is stranded.
    func stoppedByOthers(_ orders: StopOrders) -> Set<String> {
        var found = Set(containers.filter { $0.hasEndedWell && orders.haveStopped($0) }.map(\.id))
        for one in stranded {
            guard let leftover = one.former.leftover else { continue }
            if let since = leftover.stage.since, since > 0,
                orders.count(of: one.former, before: since) > 0
            {
                found.insert(one.former.id)
            }
            // On the way back the new container was stopped by Pinion.
            guard case .stopping = leftover.stage else { continue }
            if let new = containers.first(where: { $0.name == leftover.realName }), !new.isUp,
                new.hasStarted, orders.haveStopped(new)
            {
                found.insert(new.id)
            }
        }
        return found
    }

    private func obstacle(_ former: DockerContainer, _ leftover: Leftover) -> String? {
        let rivals = containers.filter { other in
            other.id != former.id
                && other.leftover.map {
                    $0.realName == leftover.realName && other.isStopped(by: $0)
                } == true
        }
        if let rival = rivals.first { return "so was \(rival.name), and one of them is too much" }
        let new = containers.first { $0.name == leftover.realName }
        if stoppedByOthers.contains(former.id) {
            return "somebody else had asked to stop it before Pinion did"
        }
        if let new, stoppedByOthers.contains(new.id) {
            return "somebody stopped \(new.name) (\(new.id.prefix(12))), which stood in its place; "
                + "`docker start \(new.name)` lets that one run again"
        }
        if let new, leftover.names(new.id), new.isProven(probation) {
            return "\(new.name) proved itself in its place, and ended after that"
        }
        guard
            former.isStopped(by: leftover) || former.mayBeStopping(by: leftover)
                || former.isMisnamed(by: leftover)
        else { return "Pinion did not stop it, or somebody changed it since" }
        return nil
    }

    /// Why a service is down, of whose containers these were stranded; nil if none was.
    static func interruption(_ mine: [Stranded]) -> Interruption? {
        guard let worst = mine.first(where: { $0.obstacle == nil }) ?? mine.first else {
            return nil
        }
        let state = worst.failing.map { "what stands in its place does not work (\($0))" }
        let start =
            "a re-creation of \(worst.realName) was interrupted, and "
            + "\(state ?? "nothing runs in its place"): "
        guard let obstacle = worst.obstacle else {
            return Interruption(
                start + "it had stopped \(worst.former.name), which the next `pinion reconcile` "
                    + "starts again, whatever the rules", isRestorable: true,
                isDown: !worst.former.isUp)
        }
        let name = worst.former.name
        return Interruption(
            start + "\(name) does not run, and Pinion does not start it, because \(obstacle); to "
                + "have it back, remove \(worst.realName) if it is there, then `docker rename "
                + "\(name) \(worst.realName)` and `docker start \(worst.realName)`",
            isRestorable: false)
    }
}
