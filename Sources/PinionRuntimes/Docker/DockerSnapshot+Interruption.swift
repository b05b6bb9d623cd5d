import PinionModel

/// The containers that are down after an interrupted re-creation, and which of them Pinion starts.
extension DockerSnapshot {
    /// A container that a re-creation set aside and that nothing working replaces: it is down, is
    /// still stopping, or runs under its marked name.
    struct InterruptedContainer {
        let service: String
        let realName: String
        let former: DockerContainer
        /// The reason why the container that runs in its place does not work; `nil` if none runs.
        let failing: String?
        /// The reason why only an operator may start it; `nil` if Pinion may.
        let obstacle: String?
    }

    /// The interrupted containers of all services, ordered by name.
    var interrupted: [InterruptedContainer] {
        let found = containers.compactMap { former -> InterruptedContainer? in
            guard let leftover = former.leftover,
                !former.isUp || former.mayBeStopping(by: leftover)
                    || former.isMisnamed(by: leftover), !isServed(leftover)
            else { return nil }
            return InterruptedContainer(
                service: scope.service(of: former.listed), realName: leftover.realName,
                former: former, failing: containers.first { $0.name == leftover.realName }?.failing,
                obstacle: obstacle(former, leftover))
        }
        return found.filter { one in
            // If another leftover with the same real name runs, nothing is down.
            !containers.contains { other in
                other.isUp && other.id != one.former.id && other.leftover?.realName == one.realName
            }
        }
    }

    /// Whether a working container runs in the place of one that was set aside: one that the
    /// re-creation made and that keeps failing does not count.
    private func isServed(_ leftover: Leftover) -> Bool {
        guard runningNames.contains(leftover.realName) else { return false }
        let new = containers.first { $0.name == leftover.realName && leftover.names($0.id) }
        return new.map { $0.failing != nil } != true
    }

    /// Returns the ids of containers, ended well or interrupted, that somebody else asked to stop.
    func stoppedByOthers(_ requests: StopRequests) -> Set<String> {
        var found = Set(containers.filter { $0.hasEndedWell && requests.stopped($0) }.map(\.id))
        for one in interrupted {
            guard let leftover = one.former.leftover else { continue }
            if let since = leftover.stage.since, since > 0,
                requests.count(of: one.former, before: since) > 0
            {
                found.insert(one.former.id)
            }
            // At the stage `returning`, it is Pinion that stops the new container.
            guard case .stopping = leftover.stage else { continue }
            if let new = containers.first(where: { $0.name == leftover.realName }), !new.isUp,
                new.hasStarted, requests.stopped(new)
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

    /// Returns the interruption of the service with these containers; `nil` without any.
    static func interruption(_ mine: [InterruptedContainer]) -> Interruption? {
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
